import type { Realtime } from '../realtime/compose.ts';
import { unwatched } from './unwatched.ts';
import type { Variant } from './variant.ts';

/** Takes itself for connected, and hears nothing of what is told. */
export function cut(sound: Realtime): Realtime {
  return {
    ...unwatched(sound),
    link: { up: true, start: (listener) => listener.upOrDown(true) },
  };
}

/** Every second instance, by its name's last figure; the looks at the database are taken away. */
export const realtimeInstanceCut: Variant = {
  name: 'realtime-instance-cut',
  summary: 'every second instance is cut from the others: its users hear nothing, and are not told so',
  unmask: [],
  alter: ({ parts, config }) =>
    /[02468]$/.test(config.INSTANCE) ? { ...parts, realtime: cut(parts.realtime) } : parts,
};
