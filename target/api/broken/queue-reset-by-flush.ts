import type { WaitingRoom } from '../domain/queueing.ts';
import type { Variant } from './variant.ts';

/** Looks at no ticket: whoever comes back after a loss is a newcomer. */
function forgetful(room: WaitingRoom): WaitingRoom {
  return {
    join: (eventId, userId) => room.join(eventId, userId, null),
    status: (eventId, userId) => room.status(eventId, userId, null),
    position: (eventId, userId) => room.position(eventId, userId),
    leave: (eventId, userId) => room.leave(eventId, userId),
    mayHold: (eventId, userId, pass) => room.mayHold(eventId, userId, pass),
    bought: (eventId, userId) => room.bought(eventId, userId),
  };
}

/**
 * The order stands in Redis alone: when it was lost, users stand as they come back. Tickets are what guards it,
 * and they are not looked at; so there is nothing to unmask.
 */
export const queueResetByFlush: Variant = {
  name: 'queue-reset-by-flush',
  summary: 'queue tickets are not looked at, so that a Redis that was emptied resets the order',
  unmask: [],
  alter: ({ parts }) => ({
    ...parts,
    queue: { ...parts.queue, waitingRoom: forgetful(parts.queue.waitingRoom) },
  }),
};
