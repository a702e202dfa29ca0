import type { Operation } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Partition } from '../checker.ts';
import type { SpillFolder } from './spill-folder.ts';

type Item = Operation | LedgerRow;
interface Entry {
  key: string;
  item: Item;
}

const bucketCount = 64;
/** After spilling began, a bucket collects this many entries before it goes to disk again. */
const entriesPerAppend = 512;

/**
 * Partitions in the making. A key's hash names its bucket; buckets stay in memory until there is too much in
 * all of them, then go to disk, and are read back one by one: memory is bounded by the largest bucket.
 */
export class Buckets {
  readonly #name: string;
  readonly #spill: SpillFolder;
  readonly #buckets: Entry[][] = Array.from({ length: bucketCount }, () => []);
  #spilled = false;

  constructor(name: string, spill: SpillFolder) {
    this.#name = name.replaceAll(' ', '-');
    this.#spill = spill;
  }

  add(key: string, item: Item): void {
    const at = bucketOf(key);
    const bucket = this.#buckets[at] as Entry[];
    bucket.push({ key, item });
    this.#spill.count(1);
    if (this.#spilled) {
      if (bucket.length >= entriesPerAppend) this.#toDisk(at);
    } else if (this.#spill.full) {
      this.#spilled = true;
      for (let each = 0; each < bucketCount; each++) this.#toDisk(each);
    }
  }

  /** Every partition, once; a bucket is let go when its partitions have been seen. */
  *partitions(): Generator<Partition> {
    for (let at = 0; at < bucketCount; at++) {
      const bucket = this.#buckets[at] as Entry[];
      yield* grouped(this.#spilled ? [...this.#fromDisk(at), ...bucket] : bucket);
      this.#spill.count(-bucket.length);
      this.#buckets[at] = [];
    }
  }

  #toDisk(at: number): void {
    const bucket = this.#buckets[at] as Entry[];
    if (bucket.length === 0) return;
    this.#spill.append(this.#file(at), bucket.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    this.#spill.count(-bucket.length);
    this.#buckets[at] = [];
  }

  #fromDisk(at: number): Entry[] {
    const lines = this.#spill.read(this.#file(at)).split('\n');
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
  }

  #file(at: number): string {
    return `${this.#name}-${at}.ndjson`;
  }
}

function grouped(entries: readonly Entry[]): Partition[] {
  const groups = new Map<string, { key: string; operations: Operation[]; rows: LedgerRow[] }>();
  for (const { key, item } of entries) {
    let group = groups.get(key);
    if (group === undefined) {
      group = { key, operations: [], rows: [] };
      groups.set(key, group);
    }
    if ('kind' in item) group.rows.push(item);
    else group.operations.push(item);
  }
  for (const { operations } of groups.values()) operations.sort((a, b) => a.index - b.index);
  return [...groups.values()];
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): cheap, and spreads ids that differ in their last digits. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % bucketCount;
}
