import type { Restorer } from '../realtime/restorer.ts';
import type { Variant } from './variant.ts';

/** Gives back all of the seats but the last. */
export function losing(sound: Restorer): Restorer {
  return {
    async restore(userId) {
      const { restored, queued } = await sound.restore(userId);
      return { restored: { ...restored, selectedSeats: restored.selectedSeats.slice(0, -1) }, queued };
    },
  };
}

/** The holds themselves stand: only who comes back does not hear of one. */
export const sessionLosesSeats: Variant = {
  name: 'session-loses-seats',
  summary: 'a restored session lacks a seat that its user holds',
  unmask: [],
  alter: ({ parts }) => ({
    ...parts,
    realtime: { ...parts.realtime, restorer: losing(parts.realtime.restorer) },
  }),
};
