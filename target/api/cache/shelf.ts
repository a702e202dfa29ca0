import type { Page } from './page.ts';

interface Entry {
  page: Page;
  /** Until when it is given without asking anybody; the past when it was dropped. */
  untilMs: number;
  isStale: boolean;
}

/** Many pages of many events; the bodies of the largest ones bound the memory. */
const mostPages = 512;
const mostBytes = 64 * 2 ** 20;

/**
 * Pages of this process, for a short while each; and for as long as there is room, in case that nobody else has
 * them any more. What was not asked for the longest goes first.
 */
export class Shelf {
  /** In order of use: a Map keeps the order of insertion. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  /** What may be given now; null when somebody has to be asked. */
  fresh(key: string, nowMs: number): { page: Page; isStale: boolean } | null {
    const entry = this.#entries.get(key);
    if (entry === undefined || nowMs >= entry.untilMs) return null;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  /** The last page there was, however old. */
  last(key: string): Page | null {
    return this.#entries.get(key)?.page ?? null;
  }

  put(key: string, page: Page, { untilMs, isStale }: { untilMs: number; isStale: boolean }): void {
    this.remove(key);
    this.#entries.set(key, { page, untilMs, isStale });
    this.#bytes += page.body.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= mostPages && this.#bytes <= mostBytes) break;
      this.remove(oldest);
    }
  }

  /** It is the last one there was from now on, and not given any more. */
  drop(key: string): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.untilMs = Number.NEGATIVE_INFINITY;
  }

  /** There is no such thing any more. */
  remove(key: string): void {
    this.#bytes -= this.#entries.get(key)?.page.body.length ?? 0;
    this.#entries.delete(key);
  }
}
