import type { Connection } from './io.ts';
import type { QueueView } from './queue-view.ts';

const rounds = 20;

export interface PositionsOptions {
  queue: QueueView;
  /** How often each client hears its position. */
  everyMs: number;
  onError: (error: unknown) => void;
}

/** Who waits for what: a connection asks for one event's queue at a time. */
interface Waiter {
  connection: Connection;
  eventId: string;
}

/**
 * Tells each waiting client its position, again and again, each in a phase of its own: a twentieth of them at a
 * time, so that ten thousand are never told in one instant.
 */
export class Positions implements Disposable {
  readonly #options: PositionsOptions;
  readonly #phases: Map<string, Waiter>[] = Array.from({ length: rounds }, () => new Map());
  #timer: NodeJS.Timeout | null = null;
  #next = 0;

  constructor(options: PositionsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#next = (this.#next + 1) % rounds;
      void this.tell(this.#next);
    }, this.#options.everyMs / rounds);
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  /** How many wait in each phase. */
  get sizes(): number[] {
    return this.#phases.map(({ size }) => size);
  }

  /** From now on the client is told, in the phase that has the fewest. */
  follow(connection: Connection, eventId: string): void {
    const known = this.#phases.find((phase) => phase.has(connection.id));
    const fewest = this.#phases.reduce((least, phase) => (phase.size < least.size ? phase : least));
    (known ?? fewest).set(connection.id, { connection, eventId });
  }

  leave(connection: Connection, eventId: string | null): void {
    for (const phase of this.#phases) {
      const waiter = phase.get(connection.id);
      if (waiter !== undefined && (eventId === null || waiter.eventId === eventId))
        phase.delete(connection.id);
    }
  }

  /** Tells everybody of one phase. Throws nothing: who could not be told is told the next time. */
  async tell(phase: number): Promise<void> {
    await Promise.all([...(this.#phases[phase]?.values() ?? [])].map((waiter) => this.#tellOne(waiter)));
  }

  async #tellOne({ connection, eventId }: Waiter): Promise<void> {
    try {
      const place = await this.#options.queue.position(eventId, connection.data.userId);
      if (place === null) {
        this.leave(connection, eventId);
        await this.#tellIfEntered({ connection, eventId });
      } else {
        connection.emit('queue-position', { eventId, ...place });
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Who has left the line was let in, gave up, or was away for too long. */
  async #tellIfEntered({ connection, eventId }: Waiter): Promise<void> {
    const now = await this.#options.queue.status(eventId, connection.data.userId, null);
    if (now.kind === 'done' && now.answer.state === 'admitted') connection.emit('queue-enter', { eventId });
  }
}
