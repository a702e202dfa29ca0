import type { WaitingRoom } from '../domain/queueing.ts';

/** What real time wants to know of the waiting queue. Throws Unavailable when nobody can say. */
export type QueueView = Pick<WaitingRoom, 'position' | 'status'>;

/** Of events without a queue: nobody waits. */
export const noQueue: QueueView = {
  position: async () => null,
  status: async () => ({ kind: 'refused', code: 'queue_off' }),
};
