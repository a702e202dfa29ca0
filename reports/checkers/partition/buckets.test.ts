import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { numbered, ok, order } from '../../testing/literal.ts';
import { Buckets } from './buckets.ts';
import { SpillFolder } from './spill-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'onsale-test-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const operations = numbered(
  Array.from({ length: 600 }, (_, at) => ok(`buyer-${at}`, 'book', `seat-${at % 100}`, [at, at + 5])),
);

function dealt(spill: SpillFolder): Map<string, number[]> {
  const buckets = new Buckets('some name', spill);
  for (const operation of operations.toReversed()) {
    for (const key of operation.key) buckets.add(key, operation);
  }
  buckets.add('seat-7', order({ id: '1', buyer: 'ann' }));
  const partitions = [...buckets.partitions()];
  expect(partitions.find(({ key }) => key === 'seat-7')?.rows).toHaveLength(1);
  expect(new Set(partitions.map(({ key }) => key)).size).toBe(partitions.length);
  return new Map(partitions.map((each) => [each.key, each.operations.map(({ index }) => index)]));
}

test('deals the same partitions from memory and from disk, each in the order of its invokes', () => {
  using roomy = new SpillFolder(10_000, parent);
  using tight = new SpillFolder(50, parent);
  const inMemory = dealt(roomy);
  expect(readdirSync(parent)).toEqual([]);
  expect(dealt(tight)).toEqual(inMemory);
  expect(readdirSync(parent)).toHaveLength(1);
  expect(inMemory.size).toBe(100);
  expect(inMemory.get('seat-7')).toEqual(
    operations.filter(({ key }) => key[0] === 'seat-7').map(({ index }) => index),
  );
});

test('removes its folder at the end', () => {
  {
    using tight = new SpillFolder(5, parent);
    dealt(tight);
  }
  expect(existsSync(parent)).toBe(true);
  expect(readdirSync(parent)).toEqual([]);
});

test('two users of one folder keep apart, and begin to spill as one', () => {
  using spill = new SpillFolder(15, parent);
  const [first, second] = [new Buckets('first', spill), new Buckets('second', spill)];
  for (const operation of operations.slice(0, 10)) {
    first.add('one', operation);
    second.add('two', operation);
  }
  expect([...first.partitions()].map(({ key, operations: own }) => [key, own.length])).toEqual([['one', 10]]);
  expect([...second.partitions()].map(({ key, operations: own }) => [key, own.length])).toEqual([
    ['two', 10],
  ]);
});
