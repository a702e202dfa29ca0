import { away } from '../../redis/guard.ts';
import type { Looked, LookRequest, Store } from '../store.ts';

/** A store of this process, for caches of several instances; it can be away. */
export class MemoryStore implements Store {
  isAway = false;
  readonly pages = new Map<string, { text: string; atMs: number; isFresh: boolean }>();
  readonly #leases = new Map<string, { lease: string; atMs: number }>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  async look({ key, freshMs, lease }: LookRequest): Promise<Looked | typeof away> {
    if (this.isAway) return away;
    const nowMs = this.#nowMs();
    const kept = this.pages.get(key);
    const page = kept === undefined ? null : { text: kept.text, ageMs: nowMs - kept.atMs };
    if (page !== null && kept?.isFresh && page.ageMs < freshMs) return { kind: 'fresh', page };
    if (this.#leases.has(key)) return { kind: 'wait', page };
    this.#leases.set(key, { lease, atMs: nowMs });
    return { kind: 'load', page };
  }

  async keep(key: string, lease: string, text: string): Promise<void> {
    const given = this.#leases.get(key);
    if (this.isAway || given?.lease !== lease) return;
    this.#leases.delete(key);
    this.pages.set(key, { text, atMs: given.atMs, isFresh: true });
  }

  async giveUp(key: string, lease: string): Promise<void> {
    if (this.#leases.get(key)?.lease === lease) this.#leases.delete(key);
  }

  async drop(keys: readonly string[]): Promise<boolean> {
    if (this.isAway) return false;
    for (const key of keys) {
      this.#leases.delete(key);
      const page = this.pages.get(key);
      if (page !== undefined) page.isFresh = false;
    }
    return true;
  }
}
