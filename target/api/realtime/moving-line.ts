import { away } from '../redis/guard.ts';
import type { Line } from './line.ts';

/** Events whose epoch is remembered; when there are more, they are told of once too often. */
const mostEvents = 10_000;

/**
 * The same line, which says when what it says of an event has moved: a number was given, or another epoch began.
 * A seat map that was kept from before has a number that is too low by then, or of another line, and whoever
 * catches up with it would find that something is missing, again and again.
 */
export function movingLine(line: Line, moved: (eventId: string) => void = () => {}): Line {
  const epochs = new Map<string, string>();
  return {
    async tell(eventId, tellings) {
      const told = await line.tell(eventId, tellings);
      moved(eventId);
      return told;
    },
    async stand(eventId) {
      const at = await line.stand(eventId);
      if (at !== away && epochs.get(eventId) !== at.epoch) {
        if (epochs.size >= mostEvents) epochs.clear();
        epochs.set(eventId, at.epoch);
        moved(eventId);
      }
      return at;
    },
    look: (eventId) => line.look(eventId),
  };
}
