import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HistoryLine } from '../history.ts';
import { OperationJoiner } from '../operation-joiner.ts';
import { parseLine } from '../parse-line.ts';
import { type Batch, lineTypes, newColumns, operationNames } from './batch.ts';
import { HistoryScanner } from './history-scanner.ts';
import { LineEncoder } from './line-encoder.ts';
import { LineScanner } from './line-scanner.ts';
import { Names } from './names.ts';

/** What a row says, whichever of the two filled it. */
interface Read {
  batch: Omit<Batch, 'processes' | 'keys'>;
  processes: Names;
  keys: Names;
}

function target(bytes: Buffer): Read {
  const batch = { count: 1, chunk: bytes, ...newColumns(1), extras: [] };
  return { batch, processes: new Names(), keys: new Names() };
}

/** The operation that one line alone begins, or the problem of one that ends; what joining makes of all its fields. */
function meaning({ batch, processes, keys }: Read): unknown {
  const seen: unknown[] = [];
  const joiner = new OperationJoiner((operation) => seen.push(operation.plain()));
  // An end says nothing without its beginning, so each line is taken for both.
  const row = { ...batch, processes: processes.news(), keys: keys.news() };
  joiner.add({ ...row, fields: row.fields.with(3, lineTypes.indexOf('invoke')) });
  const nothing = { bytes: new Uint8Array(0), ends: new Int32Array(0) };
  joiner.add({ ...row, processes: nothing, keys: nothing });
  joiner.finish();
  const { unjoined, firstProblem } = joiner;
  return { seen, unjoined, firstProblem, type: row.fields[3] };
}

function byScanner(line: Buffer): unknown {
  const read = target(line);
  const scanner = new LineScanner(read.processes, read.keys);
  const end = scanner.scan({ bytes: line, from: 0, to: line.length }, read.batch, 0);
  return end === -1 ? null : meaning(read);
}

function byJson(line: Buffer): unknown {
  const parsed = parseLine(line.toString('utf8'), HistoryLine);
  if ('problem' in parsed) return null;
  const read = target(line);
  new LineEncoder(read.processes, read.keys).encode(parsed.value, read.batch, 0);
  return meaning(read);
}

const text = fc.oneof(
  { weight: 30, arbitrary: fc.stringMatching(/^[\w -]{1,8}$/) },
  fc.string({ minLength: 0, maxLength: 8 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('', 'A1', '12', 'a"b', 'a\\b', '\n', 'é', '€', '\ud800', '__proto__', 'ÿ'),
);
const number = fc.oneof(
  { weight: 30, arbitrary: fc.nat() },
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 1.5, -1, 1e21, 999_999_999_999_999, 1e15, 2 ** 53, 123456789012345680000),
);
const known = fc.record(
  {
    ...{ quantity: number, ttlMs: number, order: text, amount: number, refunded: number },
    ...{ position: number, sequence: number, epoch: number },
  },
  { requiredKeys: [] },
);
const value = fc.oneof(
  { weight: 4, arbitrary: known },
  { weight: 2, arbitrary: fc.constant(null) },
  fc.dictionary(fc.constantFrom('order', 'amount', 'seat', '__proto__'), fc.jsonValue(), { maxKeys: 3 }),
);
const line = fc.record(
  {
    time: number,
    process: text,
    type: fc.constantFrom(...lineTypes),
    f: fc.constantFrom(...operationNames),
    key: fc.oneof(fc.array(text, { maxLength: 3 }), text),
    value,
    idempotencyKey: text,
    error: text,
  },
  { requiredKeys: ['time', 'process', 'type', 'f', 'key', 'value'] },
);

/** The keys in the contract's order, which `fc.record` does not promise. */
const ordered = line.map((each) =>
  Object.fromEntries(
    Object.keys(HistoryLine.shape).flatMap((key) =>
      key in each ? [[key, each[key as keyof typeof each]]] : [],
    ),
  ),
);
const written = ordered.map((each) => JSON.stringify(each));

const oddNumbers = ['01', '-1', '-0', '1.0', '1e3', '+1', '1.', ' 1', '1 ', 'NaN', '0x1', '9007199254740993'];
const odd = fc
  .tuple(written, fc.constantFrom(...oddNumbers))
  .map(([each, form]) => each.replace(/\d+/, form));
const shuffled = fc
  .tuple(ordered, fc.infiniteStream(fc.nat()))
  .map(([each, ranks]) => JSON.stringify(Object.fromEntries(byRank(Object.entries(each), ranks))));
const doubledKeys = fc
  .tuple(written, written, fc.nat())
  .map(([each, other, at]) => `${each.slice(0, -1)},${part(other, at)}}`);
const doubledFields = written.map((each) => each.replace('"amount":', '"amount":1,"amount":'));
const spaced = fc
  .tuple(written, fc.constantFrom(' ', '\t', '\r'))
  .map(([each, by]) => each.replace(/[,:]/, `$&${by}`));
const escaped = fc.tuple(written, fc.nat()).map(([each, at]) => {
  const code = each
    .charCodeAt(at % each.length)
    .toString(16)
    .padStart(4, '0');
  return `${each.slice(0, at % each.length)}\\u${code}${each.slice((at % each.length) + 1)}`;
});

function byRank<T>(items: T[], ranks: Iterable<number>): T[] {
  const iterator = ranks[Symbol.iterator]();
  return items
    .map((item) => ({ item, rank: iterator.next().value ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

function part(json: string, at: number): string {
  const entries = Object.entries(JSON.parse(json) as object);
  const [name, each] = entries[at % entries.length] ?? ['time', 1];
  return `"${name}":${JSON.stringify(each)}`;
}

/** Any byte of a line in any other's place, gone, or twice. */
const mutated = fc
  .tuple(written, fc.nat(), fc.nat(255), fc.constantFrom('set', 'cut', 'insert', 'end'))
  .map(([each, at, byte, how]) => {
    const bytes = Buffer.from(each);
    const nth = at % bytes.length;
    const [before, after] = [bytes.subarray(0, nth), bytes.subarray(nth + (how === 'insert' ? 0 : 1))];
    if (how === 'end') return before;
    return Buffer.concat([
      before,
      how === 'cut' ? Buffer.alloc(0) : Buffer.of(byte === 10 ? 11 : byte),
      after,
    ]);
  });

const any = fc
  .oneof(
    { weight: 4, arbitrary: written },
    { weight: 6, arbitrary: mutated },
    odd,
    shuffled,
    doubledKeys,
    doubledFields,
    spaced,
    escaped,
  )
  .map((each) => (typeof each === 'string' ? Buffer.from(each) : each));

describe('the scanner', () => {
  test('reads a line as JSON and the schema do, or refuses it', () => {
    const seen = { read: 0, refused: 0, wrong: 0 };
    fc.assert(
      fc.property(any, (bytes) => {
        const scanned = byScanner(bytes);
        const parsed = byJson(bytes);
        if (scanned === null) seen.refused++;
        else expect(scanned).toEqual(parsed);
        if (scanned !== null) seen.read++;
        if (parsed === null) seen.wrong++;
      }),
      { numRuns: 1_500 },
    );
    expect(Object.values(seen).every((count) => count > 75)).toBe(true);
  }, 60_000);

  test('refuses nothing that the recorder writes without escapes', () => {
    const line =
      '{"time":5603926164,"process":"749","type":"ok","f":"book","key":["80","81"],"value":{"amount":9900,"order":"18"},"idempotencyKey":"e5-2","error":"busy: 503"}';
    for (const each of [line, line.replace(/,"error.*$/, '}'), line.replace(/\{"amount.*?\}/, 'null')]) {
      expect(byScanner(Buffer.from(each))).not.toBeNull();
    }
  });
});

describe('a chunk', () => {
  /** Operations and counts of lines that come in one chunk, the last perhaps without its newline. */
  function read(lines: Buffer[], isTail: boolean): unknown {
    const scanner = new HistoryScanner();
    const seen: unknown[] = [];
    const joiner = new OperationJoiner((operation) => seen.push(operation.plain()));
    const whole = Buffer.concat(lines.flatMap((each) => [each, Buffer.from('\n')]));
    joiner.add(scanner.scan({ bytes: whole, from: 0, to: whole.length, isTail: false }, null));
    const [last] = lines;
    if (isTail && last !== undefined && last.length > 0) {
      // What is left of an earlier chunk behind the last line is none of it.
      const stale = Buffer.concat([last, Buffer.from('}}],"x\n')]);
      joiner.add(scanner.scan({ bytes: stale, from: 0, to: last.length, isTail: true }, null));
    }
    joiner.finish();
    return { seen, counts: scanner.counts };
  }

  test('leaves nothing of its lines in the columns that the next one takes over', () => {
    const scanner = new HistoryScanner();
    const seen: unknown[] = [];
    const joiner = new OperationJoiner(({ value }) => seen.push(value));
    const chunkOf = (process: string, value: string) => {
      const line = `{"time":1,"process":"${process}","type":"invoke","f":"book","key":["A1"],"value":${value}}\n`;
      const bytes = Buffer.from(line);
      return { bytes, from: 0, to: bytes.length, isTail: false };
    };
    const first = scanner.scan(chunkOf('ann', '{"order":"9","amount":50}'), null);
    joiner.add(first);
    const second = scanner.scan(chunkOf('bob', 'null'), first);
    expect(second.fields).toBe(first.fields);
    joiner.add(second);
    joiner.add(scanner.scan(chunkOf('cy', '{}'), first));
    joiner.finish();
    expect(seen).toEqual([{ order: '9', amount: 50 }, {}, {}]);
  });

  test('counts every line, sound or not', () => {
    fc.assert(
      fc.property(fc.array(any, { maxLength: 8 }), fc.boolean(), (lines, isTail) => {
        const { counts } = read(lines, isTail) as { counts: HistoryScanner['counts'] };
        const problems = lines.map((each) => byJson(each) === null);
        const [first] = lines;
        const tail = isTail && first !== undefined && first.length > 0;
        expect(counts.corrupt).toBe(problems.filter(Boolean).length);
        expect(counts.cut).toBe(tail && problems[0] === true);
        expect(counts.lines).toBe(lines.length + (tail && problems[0] === false ? 1 : 0));
      }),
    );
  });
});
