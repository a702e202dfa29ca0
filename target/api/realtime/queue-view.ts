import type { QueuePlace } from './messages.ts';

/** What real time wants to know of the waiting queue. */
export interface QueueView {
  /** Where the user stands; null for who does not wait. Throws Unavailable when nobody can say. */
  position(eventId: string, userId: string): Promise<QueuePlace | null>;
}

/** Of events without a queue: nobody waits. */
export const noQueue: QueueView = { position: async () => null };
