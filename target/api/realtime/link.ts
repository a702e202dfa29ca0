import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Guard } from '../redis/guard.ts';
import { channel, readTold, type Told } from './line.ts';

/** Who hears what is told. */
export interface Listener {
  told(told: Told): void;
  /** Whether everything that is told is heard. What was told in between is not. */
  upOrDown(up: boolean): void;
}

export interface LinkOptions {
  url: string;
  /** Publishes the beats. */
  redis: Redis;
  guard: Guard;
  onError: (error: Error) => void;
  beatMs?: number;
}

const usualBeatMs = 1_000;
/** A Redis that swallows so many beats in a row is not heard, whatever its connection looks like. */
const mostUnheard = 3;

/**
 * This instance's ear at Redis. That it hears is proved by a beat of its own every second, published on the one
 * connection and heard on the other; the connection's own state would not tell of a Redis that is silent.
 */
export class Link implements Disposable {
  /** In subscriber mode; the adapter listens on it too. Commands wait here until it is connected. */
  readonly subscriber: Redis;
  readonly #options: LinkOptions;
  readonly #beat = `realtime:beat:${randomUUID()}`;
  #listener: Listener | null = null;
  #timer: NodeJS.Timeout | null = null;
  #unheard = 0;
  #up = false;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.subscriber = new Redis(options.url, {
      connectTimeout: 1_000,
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(50 * times, 1_000),
      lazyConnect: true,
    });
    this.subscriber.on('error', options.onError);
    // What is published until it is connected again is lost for it.
    this.subscriber.on('close', () => this.#become(false));
    this.subscriber.on('message', (from, text) => this.#hear(from, text));
  }

  /** Whether everything that is told is heard. */
  get up(): boolean {
    return this.#up;
  }

  /** Begins to listen, for good. Never throws: a Redis that is away is waited for. */
  start(listener: Listener): void {
    this.#listener = listener;
    // Rejected only when it ends before it was connected at all.
    this.subscriber.subscribe(channel, this.#beat).catch(() => {});
    this.#timer = setInterval(() => this.#goOn(), this.#options.beatMs ?? usualBeatMs);
    this.#goOn();
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#listener = null;
    this.subscriber.disconnect();
  }

  #goOn(): void {
    // Counted in beats, not in time: a process that was held up hears the beats it sent before.
    if (this.#unheard >= mostUnheard) {
      this.#become(false);
      this.#unheard = 0;
      // Whoever vanished without a word leaves a connection behind that would be waited on for long.
      if (this.subscriber.status === 'ready') this.subscriber.disconnect(true);
    }
    this.#unheard += 1;
    void this.#options.guard(() => this.#options.redis.publish(this.#beat, ''));
  }

  #hear(from: string, text: string): void {
    if (from === this.#beat) {
      this.#unheard = 0;
      this.#become(true);
    } else if (from === channel && this.#up) {
      this.#tell(text);
    }
  }

  #tell(text: string): void {
    try {
      this.#listener?.told(readTold(text));
    } catch (error) {
      this.#options.onError(error instanceof Error ? error : new TypeError(String(error)));
    }
  }

  #become(up: boolean): void {
    if (this.#up === up) return;
    this.#up = up;
    this.#listener?.upOrDown(up);
  }
}
