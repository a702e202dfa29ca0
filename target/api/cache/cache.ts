import { setTimeout as pause } from 'node:timers/promises';
import { Contended, Unavailable } from '../domain/outages.ts';
import { away } from '../redis/guard.ts';
import { Dropping } from './dropping.ts';
import { type Page, pageOf } from './page.ts';
import { Shelf } from './shelf.ts';
import type { Looked, Store } from './store.ts';

/** Where a page came from; `stale`: nobody could be asked whether it still holds. */
export type CacheResult = 'hit' | 'miss' | 'stale' | 'bypass';

export interface Found {
  page: Page;
  ageMs: number;
  result: CacheResult;
}

export interface Wanted {
  key: string;
  freshMs: number;
  /** The body as it is to be sent; null when there is no such thing. */
  load: () => Promise<string | null>;
}

/** Pages by key, read through. */
export interface Cache {
  /** Null when there is no such thing. Throws what `load` throws when there is no old page either. */
  get(wanted: Wanted): Promise<Found | null>;
  /** What they say has changed: from now on they are loaded anew. */
  drop(keys: readonly string[]): void;
}

export interface CacheOptions {
  store: Store;
  nowMs: () => number;
  random: () => string;
}

/** For how long a page is given without asking the store: so much later it may be seen that another instance dropped it. */
const inProcessMs = 100;
/** Between two loads of one page by this instance, however often it is dropped; who asks meanwhile waits. */
const gapMs = 25;
/** With an old page at hand, nobody waits for PostgreSQL, or for another's load, for longer. */
const patienceMs = 1_000;
/** After PostgreSQL did not answer, an old page is given for so long before it is asked again. */
const retryMs = 1_000;
const pollMs = 10;

/** One load, for all of this instance who asked since it was due. */
interface Flight {
  found: Promise<Found | null>;
  hasBegun: boolean;
  isSpoiled: boolean;
}

/** PostgreSQL let an old page wait too long. */
class TooSlow extends Unavailable {
  override name = 'TooSlow';
}

/**
 * Cache-aside on two levels: this process for a moment, and a store that all instances share. One instance loads
 * a page that lacks, and in it one request; the others wait. Whoever asks this instance after a drop gets what
 * was read after it. Without a store every instance loads for itself, as often as its own moment ends.
 */
export class LayeredCache implements Cache, Disposable {
  readonly #options: CacheOptions;
  readonly #shelf = new Shelf();
  readonly #flights = new Map<string, Flight>();
  readonly #dropping: Dropping;

  constructor(options: CacheOptions) {
    this.#options = options;
    this.#dropping = new Dropping(options.store);
  }

  async get(wanted: Wanted): Promise<Found | null> {
    const there = this.#shelf.fresh(wanted.key, this.#options.nowMs());
    if (there !== null) return this.#found(there.page, there.isStale ? 'stale' : 'hit');
    const underWay = this.#flights.get(wanted.key);
    if (underWay === undefined) return await this.#begin(wanted).found;
    const found = await underWay.found;
    // Loaded once for all: for those who only waited it was there.
    return found?.result === 'miss' ? { ...found, result: 'hit' } : found;
  }

  drop(keys: readonly string[]): void {
    for (const key of keys) {
      this.#shelf.drop(key);
      const flight = this.#flights.get(key);
      if (!flight?.hasBegun) continue;
      flight.isSpoiled = true;
      this.#flights.delete(key);
    }
    this.#dropping.add(keys);
  }

  [Symbol.dispose](): void {
    this.#dropping[Symbol.dispose]();
  }

  #begin(wanted: Wanted): Flight {
    const flight: Flight = { found: Promise.resolve(null), hasBegun: false, isSpoiled: false };
    flight.found = this.#fly(wanted, flight).finally(() => {
      if (this.#flights.get(wanted.key) === flight) this.#flights.delete(wanted.key);
    });
    this.#flights.set(wanted.key, flight);
    return flight;
  }

  async #fly(wanted: Wanted, flight: Flight): Promise<Found | null> {
    const { key } = wanted;
    const { nowMs, random } = this.#options;
    const sinceMs = nowMs() - (this.#shelf.last(key)?.atMs ?? Number.NEGATIVE_INFINITY);
    if (sinceMs < gapMs) await pause(gapMs - sinceMs);
    flight.hasBegun = true;
    const lease = random();
    const looked = await this.#look(wanted, lease);
    const atMs = nowMs();
    const stored = looked === away ? null : looked.page;
    const old = stored === null ? this.#shelf.last(key) : pageOf(stored.text, atMs - stored.ageMs);
    if (looked !== away && looked.kind === 'fresh' && old !== null) {
      this.#shelve({ key, page: old, flight, forMs: inProcessMs, isStale: false });
      return this.#found(old, 'hit');
    }
    const leased = looked !== away && looked.kind === 'load';
    return await this.#load({ ...wanted, flight, old, lease: leased ? lease : null });
  }

  /** Waits for another instance's load, for as long as is worth it. */
  async #look({ key, freshMs }: Wanted, lease: string): Promise<Looked | typeof away> {
    // The store may not know yet of what was dropped here.
    if (!(await this.#dropping.isDone(key))) return away;
    const deadlineMs = this.#options.nowMs() + patienceMs;
    for (;;) {
      const looked = await this.#options.store.look({ key, freshMs, lease });
      if (looked === away || looked.kind !== 'wait' || this.#options.nowMs() >= deadlineMs) return looked;
      await pause(pollMs);
    }
  }

  async #load(
    job: Wanted & { flight: Flight; old: Page | null; lease: string | null },
  ): Promise<Found | null> {
    const { key, load, flight, old, lease } = job;
    const { store, nowMs } = this.#options;
    const atMs = nowMs();
    const release = () => (lease === null ? undefined : store.giveUp(key, lease));
    try {
      const text = await (old === null ? load() : inTime(load));
      if (text === null) {
        this.#shelf.remove(key);
        void release();
        return null;
      }
      if (lease !== null) void store.keep(key, lease, text);
      const page = pageOf(text, atMs);
      this.#shelve({ key, page, flight, forMs: inProcessMs, isStale: false });
      return this.#found(page, 'miss');
    } catch (error) {
      void release();
      if (old === null || !(error instanceof Unavailable || error instanceof Contended)) throw error;
      this.#shelve({ key, page: old, flight, forMs: retryMs, isStale: true });
      return this.#found(old, 'stale');
    }
  }

  /** What was dropped while it was loaded is given to those who asked before, and to nobody after. */
  #shelve(shelved: { key: string; page: Page; flight: Flight; forMs: number; isStale: boolean }): void {
    const { key, page, flight, forMs, isStale } = shelved;
    const last = this.#shelf.last(key);
    if (flight.isSpoiled && last !== null && last.atMs > page.atMs) return;
    const untilMs = flight.isSpoiled ? Number.NEGATIVE_INFINITY : this.#options.nowMs() + forMs;
    this.#shelf.put(key, page, { untilMs, isStale });
  }

  #found(page: Page, result: CacheResult): Found {
    return { page, result, ageMs: Math.max(0, this.#options.nowMs() - page.atMs) };
  }
}

/** A load that is late ends by its own time-outs, and is not waited for. */
async function inTime(load: () => Promise<string | null>): Promise<string | null> {
  const patience = new AbortController();
  const late = pause(patienceMs, undefined, { signal: patience.signal }).then(() => {
    throw new TooSlow('PostgreSQL lets a page wait that there is an older one of');
  });
  try {
    return await Promise.race([load(), late]);
  } finally {
    patience.abort();
  }
}

/** No cache: every page is loaded for whoever asks. */
export const uncached: Cache = {
  async get({ load }) {
    const text = await load();
    return text === null ? null : { page: pageOf(text, 0), ageMs: 0, result: 'bypass' };
  },
  drop() {},
};
