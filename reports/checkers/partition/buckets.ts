import type { Operation } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Partition } from '../checker.ts';
import type { SpillFolder } from './spill-folder.ts';

type Item = Operation | LedgerRow;
/** An operation or row in each place, and in the same place of the other list the key it is dealt under. */
interface Bucket {
  keys: string[];
  items: Item[];
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
  readonly #buckets = Array.from({ length: bucketCount }, emptyBucket);
  #spilled = false;

  constructor(name: string, spill: SpillFolder) {
    this.#name = name.replaceAll(' ', '-');
    this.#spill = spill;
  }

  add(key: string, item: Item): void {
    const at = bucketOf(key);
    const bucket = this.#buckets[at] as Bucket;
    bucket.keys.push(key);
    bucket.items.push(item);
    this.#spill.count(1);
    if (this.#spilled) {
      if (bucket.items.length >= entriesPerAppend) this.#toDisk(at);
    } else if (this.#spill.full) {
      this.#spilled = true;
      for (let each = 0; each < bucketCount; each++) this.#toDisk(each);
    }
  }

  /** Every partition, once; a bucket is let go when its partitions have been seen. */
  *partitions(): Generator<Partition> {
    for (let at = 0; at < bucketCount; at++) {
      const bucket = this.#buckets[at] as Bucket;
      const { length } = bucket.items;
      this.#buckets[at] = emptyBucket();
      yield* grouped(this.#spilled ? joined(this.#fromDisk(at), bucket) : bucket);
      this.#spill.count(-length);
    }
  }

  #toDisk(at: number): void {
    const { keys, items } = this.#buckets[at] as Bucket;
    if (items.length === 0) return;
    const lines = items.map((item, nth) => `${JSON.stringify({ key: keys[nth], item })}\n`);
    this.#spill.append(this.#file(at), lines.join(''));
    this.#spill.count(-items.length);
    this.#buckets[at] = emptyBucket();
  }

  #fromDisk(at: number): Bucket {
    const bucket = emptyBucket();
    for (const line of this.#spill.read(this.#file(at)).split('\n')) {
      if (line === '') continue;
      const { key, item } = JSON.parse(line) as { key: string; item: Item };
      bucket.keys.push(key);
      bucket.items.push(item);
    }
    return bucket;
  }

  #file(at: number): string {
    return `${this.#name}-${at}.ndjson`;
  }
}

const emptyBucket = (): Bucket => ({ keys: [], items: [] });

function joined(first: Bucket, then: Bucket): Bucket {
  return { keys: [...first.keys, ...then.keys], items: [...first.items, ...then.items] };
}

function grouped({ keys, items }: Bucket): Iterable<Partition> {
  const groups = new Map<string, { key: string; operations: Operation[]; rows: LedgerRow[] }>();
  for (let nth = 0; nth < items.length; nth++) {
    const [key, item] = [keys[nth] as string, items[nth] as Item];
    let group = groups.get(key);
    if (group === undefined) {
      group = { key, operations: [], rows: [] };
      groups.set(key, group);
    }
    if ('kind' in item) group.rows.push(item);
    else group.operations.push(item);
  }
  for (const { operations } of groups.values()) {
    if (operations.length > 1) operations.sort((a, b) => a.index - b.index);
  }
  return groups.values();
}

/** FNV-1a, 32 bits (draft-eastlake-fnv): cheap, and spreads ids that differ in their last digits. */
function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % bucketCount;
}
