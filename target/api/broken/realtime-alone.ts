import type { Realtime } from '../realtime/compose.ts';
import type { Listener } from '../realtime/link.ts';
import type { Place } from '../realtime/messages.ts';
import { unwatched } from './unwatched.ts';
import type { Variant } from './variant.ts';

/** Once Redis was away the instance counts by itself and tells its own users, as if there were no others. */
export function alone(sound: Realtime): Realtime {
  const places = new Map<string, Place>();
  let listener: Listener | null = null;
  let isAlone = false;
  const placeOf = (eventId: string): Place => places.get(eventId) ?? { epoch: '0', sequence: 0 };
  return {
    ...unwatched(sound),
    line: {
      async tell(eventId, tellings) {
        if (!isAlone) return sound.line.tell(eventId, tellings);
        for (const telling of tellings) {
          const { epoch, sequence } = placeOf(eventId);
          const place = { epoch, sequence: sequence + 1 };
          places.set(eventId, place);
          listener?.told({ eventId, place, telling });
        }
        return undefined;
      },
      stand: async (eventId) => (isAlone ? placeOf(eventId) : sound.line.stand(eventId)),
      look: (eventId) => sound.line.look(eventId),
    },
    link: {
      get up() {
        return isAlone || sound.link.up;
      },
      start(given) {
        listener = given;
        let wasUp = false;
        sound.link.start({
          told: (told) => !isAlone && given.told(told),
          upOrDown(up) {
            isAlone ||= wasUp && !up;
            wasUp ||= up;
            if (!isAlone) given.upOrDown(up);
          },
        });
      },
    },
  };
}

/** A source's bug. The looks at the database, which its target does not have, are taken away. */
export const realtimeAlone: Variant = {
  name: 'realtime-alone',
  summary: 'a Redis that was away leaves each instance to itself: users of the others hear nothing',
  unmask: [],
  alter: ({ parts }) => ({ ...parts, realtime: alone(parts.realtime) }),
};
