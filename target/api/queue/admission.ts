import { away, type Guard } from '../redis/guard.ts';
import type { Beginnings } from './beginnings.ts';
import { type Line, lost, type Round } from './line.ts';
import type { Places } from './places.ts';
import type { QueuedEvent, QueuedEvents } from './queued-events.ts';

export interface AdmissionParts {
  line: Pick<Line, 'admit' | 'withdraw'>;
  places: Pick<Places, 'record'>;
  events: Pick<QueuedEvents, 'list'>;
  beginnings: Pick<Beginnings, 'begin'>;
  guard: Guard;
  /** How long those have who are admitted. */
  placeSeconds: number;
  report(what: string, error: unknown): void;
  /** Told who was let in, once it is written down. Never throws. */
  entered(eventId: string, userIds: readonly string[]): void;
}

/** What a scrape wants to know of an event's queue, as the last round saw it. */
export type QueueSize = Pick<Round, 'waiting' | 'active' | 'capacity' | 'admittedInAll'>;

const everyMs = 1_000;

/**
 * Lets users in, in rounds, for every event whose queue is on. Every instance holds rounds; what they may do
 * together is kept in Redis, and each round is one step there. While PostgreSQL is away nobody is let in, since
 * no turn could be written down.
 */
export class Admission implements AsyncDisposable {
  readonly #parts: AdmissionParts;
  #sizes: ReadonlyMap<string, QueueSize> = new Map();
  #timer: NodeJS.Timeout | null = null;
  #underWay: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** By event. */
  get sizes(): ReadonlyMap<string, QueueSize> {
    return this.#sizes;
  }

  start(): void {
    this.#underWay = this.#roundOrReport().then((nextMs) => {
      if (!this.#stopped) this.#timer = setTimeout(() => this.start(), nextMs);
    });
  }

  /** Waits for the round under way; the places of this instance count no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#underWay;
    const { line, guard } = this.#parts;
    await Promise.all([...this.#sizes.keys()].map((eventId) => guard(() => line.withdraw(eventId))));
  }

  /** A round for every event. Answers in how many ms the next one is due. Throws Unavailable. */
  async round(): Promise<number> {
    const events = await this.#parts.events.list();
    const rounds = await Promise.all(
      events.map(async (event) => [event.id, await this.#admit(event)] as const),
    );
    const held = rounds.filter((round): round is [string, Round] => round[1] !== null);
    this.#sizes = new Map(held);
    return Math.min(everyMs, ...held.map(([, { againMs }]) => againMs));
  }

  async #roundOrReport(): Promise<number> {
    try {
      return await this.round();
    } catch (error) {
      this.#parts.report('a round of admission failed', error);
      return everyMs;
    }
  }

  /** Null when Redis is away. */
  async #admit(event: QueuedEvent): Promise<Round | null> {
    const { line, guard, beginnings, places, placeSeconds, entered } = this.#parts;
    const admit = () => guard(() => line.admit(event));
    let round = await admit();
    if (round === lost && (await beginnings.begin(event.id))) round = await admit();
    if (round === lost || round === away) return null;
    const { admitted, dropped, through } = round;
    const recorded = [
      ...admitted.map(([userId, place]) => ({ userId, place, ms: placeSeconds * 1_000 })),
      ...dropped.map(([userId, place]) => ({ userId, place, ms: 0 })),
    ];
    // Where this fails, a turn is written down when its user asks, and who was passed over may come back.
    await places.record(event.id, through, recorded);
    entered(
      event.id,
      admitted.map(([userId]) => userId),
    );
    return round;
  }
}
