import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { describe, expect, test } from 'vitest';
import type { TimelineLatency, TimelineLine } from '../evidence/timeline.ts';
import { busy, lost, numbered, ok, refused, seatClient, unended } from '../testing/literal.ts';
import { recordWith } from '../testing/record.ts';
import { Bookings } from './bookings.ts';
import { knownMeasurement } from './catalog.ts';
import { Contention } from './contention.ts';
import { Counted } from './counted.ts';
import { Generator } from './generator.ts';
import { Latency } from './latency.ts';

const record = recordWith({ buyers: 10, inventory: 1, client: seatClient });

describe('contention', () => {
  function measured(...operations: ReturnType<typeof ok>[]): Record<string, number> {
    const contention = new Contention('hold');
    for (const operation of numbered(operations)) contention.operation(operation);
    return Object.fromEntries(
      Object.entries(contention.measurements()).map(([name, { value }]) => [
        name.replace('contention.', ''),
        value,
      ]),
    );
  }

  test('counts buyers by the answer they ended with', () => {
    expect(
      measured(
        ok('ann', 'hold', 'A1', [0, 10]),
        ok('ann', 'book', 'A1', [20, 30]),
        refused('bob', 'hold', 'A1', [0, 40]),
        busy('cy', 'hold', 'A1', [0, 10]),
        refused('cy', 'hold', 'A1', [50, 60]),
        busy('dee', 'hold', 'A1', [0, 70]),
        lost('eve', 'hold', 'A1', [0, 80]),
        unended('fay', 'hold', 'A1', [90, 0]),
        ok('gus', 'hold', 'A1', [0, 10]),
        refused('gus', 'order', 'A1', [20, 30]),
        ok('hal', 'hold', 'A1', [0, 10]),
      ),
    ).toEqual({
      buyers: 8,
      granted: 1,
      refused: 3,
      indeterminate: 4,
      attempts: 9,
      decided: 0.06,
      'start-spread': 90,
    });
  });

  test('a booking stays granted whatever its buyer does next', () => {
    const operations = [ok('ann', 'book', 'A1', [0, 10]), lost('ann', 'hold', 'A2', [20, 30])];
    expect(measured(...operations)).toMatchObject({ granted: 1, indeterminate: 0 });
  });

  test('what was granted and is sent again is one booking, and no attempt', () => {
    const contention = new Contention('book');
    const sent = [ok('ann', 'book', 'A1', [0, 10]), ok('ann', 'book', 'A1', [500, 600])];
    for (const operation of numbered(sent)) contention.operation(operation);
    expect(contention.measurements()).toMatchObject({
      'contention.granted': { value: 1 },
      'contention.attempts': { value: 1 },
      'contention.decided': { value: 0.01 },
    });
  });

  test('measures nothing when nobody tried', () => {
    expect(measured()).toEqual({});
  });
});

describe('http', () => {
  function line(of: Partial<TimelineLatency>, ...ms: number[]): TimelineLatency {
    const histogram = build({ highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: 3 });
    for (const each of ms) histogram.recordValue(each * 1000);
    return {
      kind: 'latency',
      source: 'k6-0',
      second: 5,
      of: 'request',
      name: 'GET /',
      phase: 'load',
      count: ms.length,
      errors: 0,
      histogram: encodeIntoCompressedBase64(histogram),
      ...of,
    };
  }
  const measure = (lines: TimelineLine[], load = { from: 5.5e9, to: 6.5e9 }) => {
    const latency = new Latency();
    for (const each of lines) latency.timeline(each);
    return { latency, measured: latency.measurements(record, load) };
  };

  test('takes percentiles of the sum, not means of percentiles', () => {
    const { measured } = measure([
      line({}, ...Array<number>(99).fill(10)),
      line({ second: 6, source: 'k6-1', errors: 1 }, 1000),
    ]);
    expect(measured['http.p50']?.value).toBeCloseTo(10, 1);
    expect(measured['http.p95']?.value).toBeCloseTo(10, 1);
    expect(measured['http.max']?.value).toBeCloseTo(1000, -1);
    expect(measured['http.mean']?.value).toBeCloseTo(19.9, 1);
    expect(measured['http.errors']).toEqual({ value: 0.01, unit: 'ratio', samples: 100 });
    expect(measured['http.rate']).toEqual({ value: 100, unit: '1/s', samples: 100 });
  });

  test('tells routes apart, and leaves out other phases and operations', () => {
    const { measured } = measure([
      line({}, 10),
      line({ name: 'POST /x' }, 20, 20, 20),
      line({ phase: 'enter' }, 500),
      line({ of: 'operation', name: 'hold' }, 500),
    ]);
    expect(measured['http.max']?.value).toBeCloseTo(20, 1);
    expect(measured['http.p95{route=GET /}']?.value).toBeCloseTo(10, 1);
    expect(measured['http.rate{route=POST /x}']?.samples).toBe(3);
    for (const name of Object.keys(measured)) expect(knownMeasurement(name)).not.toBeNull();
  });

  test('knows whole seconds where the history has no edge in them', () => {
    const { measured } = measure([line({}, 1, 1), line({ second: 6 }, 1, 1)], { from: 1e9, to: 20e9 });
    expect(measured['http.rate']?.value).toBe(2);
  });

  test('notes a histogram that it cannot read, and measures nothing without samples', () => {
    const { latency, measured } = measure([line({ histogram: '?' }, 1)]);
    expect(latency.problem).toContain('the histogram of GET / in second 5');
    expect(measured).toEqual({});
  });
});

test('bookings.rate is that of the middle four fifths', () => {
  const bookings = new Bookings();
  const times = [0, ...Array.from({ length: 98 }, (_, nth) => 1000 + nth * 10), 9000];
  for (const ms of times)
    for (const sent of [ms, ms + 5]) {
      // Each is sent again at once, with its key.
      for (const operation of numbered([ok(`b${ms}`, 'book', 'A1', [0, sent])]))
        bookings.operation(operation);
    }
  expect(bookings.acknowledged).toBe(100);
  expect(bookings.measurements()['bookings.rate']).toMatchObject({
    value: expect.closeTo(100, 6),
    samples: 80,
  });
  const few = new Bookings();
  for (const operation of numbered([ok('b', 'book', 'A1', [0, 5])])) few.operation(operation);
  expect(few.measurements()).toEqual({});
});

test('what parts of the target counted adds up, and is unknown where nobody asked', () => {
  const counters = new Counted();
  const counted = (name: string, value: number) =>
    counters.timeline({ kind: 'counter', source: 'node', from: 0, to: 1, name, value });
  counted('of something else', 7);
  expect(counters.measurements()).toEqual({});
  counted('database.deadlocks', 0);
  expect(counters.measurements()).toEqual({ 'database.deadlocks': { value: 0, unit: 'count', samples: 1 } });
  counted('database.deadlocks', 2);
  counted('target.retries', 5);
  expect(counters.measurements()).toMatchObject({
    'database.deadlocks': { value: 2, samples: 2 },
    'target.retries': { value: 5, samples: 1 },
  });
});

test('generator.saturation weighs each window by what it shares with the load', () => {
  const generator = new Generator();
  const window = (from: number, to: number, cpuSeconds: number, of = 'machine') =>
    generator.timeline({
      kind: 'resource',
      source: 'node',
      from,
      to,
      of,
      cpuSeconds,
      cores: 2,
      memoryBytes: null,
    });
  window(0, 1e9, 2);
  window(1e9, 2e9, 1);
  window(2e9, 3e9, 2);
  window(0, 9e9, 99, 'api-a-1');
  const measurements = generator.measurements(record, { from: 0.5e9, to: 2e9 });
  expect(measurements['generator.saturation']).toMatchObject({ value: expect.closeTo(2 / 3), samples: 2 });
  expect(generator.measurements(record, null)['generator.saturation']).toBeUndefined();
  const unfinished = {
    ...record,
    generators: [{ source: 'k6-0', exitCode: 0, buyers: 10, finished: 7, problem: null }],
  };
  expect(generator.measurements(unfinished, null)['generator.dropped']).toMatchObject({
    value: 3,
    samples: 10,
  });
});
