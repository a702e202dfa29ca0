import type { QueuePlace, Restored } from './messages.ts';
import type { RealtimeMetrics } from './metrics.ts';
import type { QueueView } from './queue-view.ts';
import type { SessionStore } from './sessions.ts';
import type { Truth } from './truth.ts';

/** What a user had, and the queue among it in which the user waits. */
export interface Restoration {
  restored: Restored;
  queued: ({ eventId: string } & QueuePlace) | null;
}

export interface Restorer {
  /** Throws Unavailable when PostgreSQL does not answer. */
  restore(userId: string): Promise<Restoration>;
}

export interface RestorerOptions {
  sessions: SessionStore;
  truth: Pick<Truth, 'heldBy'>;
  queue: QueueView;
  metrics: RealtimeMetrics;
}

/**
 * Gives a user back what was there before the connection was lost. Which events, says the session; which seats,
 * PostgreSQL alone, since a session may be older than the hold; which place, the queue.
 */
export function createRestorer({ sessions, truth, queue, metrics }: RestorerOptions): Restorer {
  return {
    async restore(userId) {
      const [found, held] = await Promise.all([sessions.find(userId), truth.heldBy(userId)]);
      metrics.restored(found?.from ?? 'nowhere');
      const eventIds = found?.session.eventIds ?? [];
      const queued = await firstQueue(queue, userId, eventIds);
      return {
        restored: {
          eventIds,
          queuePosition: queued?.position ?? null,
          selectedSeats: held.seats,
          reservationExpiry: held.until,
        },
        queued,
      };
    },
  };
}

async function firstQueue(queue: QueueView, userId: string, eventIds: readonly string[]) {
  for (const eventId of eventIds) {
    const place = await queue.position(eventId, userId);
    if (place !== null) return { eventId, ...place };
  }
  return null;
}
