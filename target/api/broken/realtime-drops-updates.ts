import type { Realtime } from '../realtime/compose.ts';
import type { Variant } from './variant.ts';

const every = 1_000;

/** Passes on all that was told but every thousandth message. */
export function dropping(sound: Realtime): Realtime {
  let heard = 0;
  return {
    ...sound,
    link: {
      get up() {
        return sound.link.up;
      },
      start: (listener) =>
        sound.link.start({
          told(told) {
            heard += 1;
            if (heard % every !== 0) listener.told(told);
          },
          upOrDown: (up) => listener.upOrDown(up),
        }),
    },
  };
}

/** The message has its number, so that a client can tell that it is missing; nothing masks that. */
export const realtimeDropsUpdates: Variant = {
  name: 'realtime-drops-updates',
  summary: 'an instance passes on all updates of seats but every thousandth',
  unmask: [],
  alter: ({ parts }) => ({ ...parts, realtime: dropping(parts.realtime) }),
};
