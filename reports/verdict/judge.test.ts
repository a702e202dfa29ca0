import { mkdtempSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { busy, lost, ok, order, refused, stock } from '../testing/literal.ts';
import { type RunFixture, soundSale, writeRun } from '../testing/run-fixture.ts';
import { judge } from './judge.ts';
import { Verdict } from './verdict.ts';
import { readVerdict, writeVerdict } from './verdict-file.ts';

const seats = ['A1', 'A2', 'A3'];

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'onsale-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** A sound sale in which one booking is sent again with its key. */
function sale(): RunFixture {
  const sold = soundSale();
  const again = ok('A2-0', 'book', 'A2', [1090, 1100], { order: 'o-A2', amount: 50 });
  sold.operations.push(again);
  requests(sold, 1);
  return sold;
}

function requests({ timeline }: RunFixture, more: number): void {
  for (const line of timeline) if (line.kind === 'latency') line.count += more;
}

/** The verdict on a sound sale with something changed, and the ids of the findings that do not pass. */
async function judged(change: (sale: RunFixture) => void): Promise<{ verdict: string; not: string[] }> {
  const sold = sale();
  change(sold);
  await writeRun(dir, sold);
  const { verdict, findings } = await judge(dir);
  return { verdict, not: findings.filter((each) => each.verdict !== 'pass').map(({ id }) => id) };
}

test('a sound sale passes, with what was measured', async () => {
  await writeRun(dir, sale());
  const before = await readdir(dir);
  const verdict = await judge(dir);
  expect(verdict.findings.filter((each) => each.verdict !== 'pass')).toEqual([]);
  expect(verdict.verdict).toBe('pass');
  expect(verdict.measurements).toMatchObject({
    'contention.buyers': { value: 18, unit: 'count', samples: 18 },
    'contention.granted': { value: 3 },
    'contention.refused': { value: 15 },
    'contention.indeterminate': { value: 0 },
    'contention.attempts': { value: 18 },
    'contention.decided': { value: 0.035, unit: 's', samples: 18 },
    'http.max': { unit: 'ms', samples: 24 },
    'http.p50{route=POST /api/seats/lock}': { unit: 'ms' },
    'users.peak': { value: 18 },
    'generator.saturation': { value: 0.5, unit: 'ratio' },
    'generator.dropped': { value: 0 },
  });
  expect(Verdict.parse(verdict)).toEqual(verdict);
  expect(await readdir(dir)).toEqual(before);
  expect(await judge(dir)).toEqual(verdict);
  await writeVerdict(dir, verdict);
  expect(await readVerdict(dir)).toEqual(verdict);
});

describe('fails', () => {
  test('a seat sold twice', async () => {
    const { verdict, not } = await judged((sold) => {
      sold.rows.push(order({ id: 'x', buyer: 'A1-1', resources: ['A1'] }));
      sold.operations.push(ok('A1-1', 'book', 'A1', [1100, 1110], { order: 'x' }));
      requests(sold, 1);
    });
    expect(verdict).toBe('fail');
    expect(not).toEqual(['no-double-booking', 'no-oversell', 'hold-exclusive', 'money']);
  });

  test('a target that is safe because it refuses everybody', async () => {
    const { verdict, not } = await judged((sale) => {
      sale.operations = sale.operations.filter(({ process, f }) => process !== 'A1-0' || f === 'hold');
      for (const operation of sale.operations) {
        if (operation.process === 'A1-0') Object.assign(operation, { outcome: 'fail', error: 'taken' });
      }
      sale.rows = sale.rows.filter((row) => !JSON.stringify(row).includes('A1'));
    });
    expect({ verdict, not }).toEqual({ verdict: 'fail', not: ['sold-out-reached'] });
  });

  test('a budget that is not met', async () => {
    const { verdict, not } = await judged(({ record }) => {
      record.budgets = { source: null, entries: [{ measurement: 'contention.granted', min: 4 }] };
    });
    expect({ verdict, not }).toEqual({ verdict: 'fail', not: ['contention.granted'] });
  });
});

describe('is unknown', () => {
  const busyMachine = (sale: RunFixture) => {
    for (const line of sale.timeline) if (line.kind === 'resource') line.cpuSeconds = 4;
  };
  const withBudget = (sale: RunFixture, measurement: string, max: number) => {
    sale.record.budgets = { source: null, entries: [{ measurement, max }] };
  };

  test.each<[string, string[], (sale: RunFixture) => void]>([
    [
      'a run that was interrupted',
      ['run-collected', 'sold-out-reached'],
      ({ record }) => {
        record.state = 'interrupted';
      },
    ],
    [
      'a barrier that timed out',
      ['barrier-held'],
      ({ timeline }) => {
        timeline.push({ kind: 'event', source: 'k6-0', time: 1, name: 'barrier-timed-out', detail: {} });
      },
    ],
    [
      'a buyer who came late',
      ['buyers-finished'],
      ({ timeline }) => {
        timeline.push({
          kind: 'event',
          source: 'k6-0',
          time: 1,
          name: 'buyer-late',
          detail: { buyer: 'A1-1' },
        });
      },
    ],
    [
      'a client that did not understand',
      ['client-sound'],
      ({ timeline }) => {
        timeline.push({ kind: 'event', source: 'k6-0', time: 1, name: 'client-bug', detail: { error: '?' } });
      },
    ],
    [
      'a start over 250 ms',
      ['start-spread'],
      ({ operations }) => {
        const late = operations.find(({ process }) => process === 'A1-5');
        Object.assign(late ?? {}, { invoked: 1300e6, ended: 1310e6 });
      },
    ],
    [
      'too few rivals',
      ['rivals-enough'],
      (sale) => {
        sale.operations = sale.operations.filter(({ process }) => !/-[45]$/.test(process));
        for (const line of sale.timeline) if (line.kind === 'event') line.detail.parties = 12;
      },
    ],
    [
      'attempts one after the other',
      ['attempts-overlap'],
      ({ operations }) => {
        for (const operation of operations) {
          if (operation.outcome !== 'fail') continue;
          const rival = Number(operation.process.at(-1));
          operation.invoked = 1e9 + (20 + rival * 10) * 1e6;
          operation.ended = operation.invoked + 5e6;
        }
      },
    ],
    [
      'a histogram that cannot be read',
      ['timeline-whole'],
      ({ timeline }) => {
        for (const line of timeline) if (line.kind === 'latency') line.histogram = 'AAAA';
      },
    ],
    [
      'a barrier that never opened',
      ['barrier-held'],
      (sold) => {
        sold.timeline = sold.timeline.filter(({ kind }) => kind !== 'event');
      },
    ],
    [
      'a barrier of fewer than all',
      ['barrier-held'],
      ({ timeline }) => {
        for (const line of timeline) if (line.kind === 'event') line.detail.parties = 17;
      },
    ],
    [
      'a generator that told of no barrier',
      ['barrier-held'],
      ({ record }) => {
        const generator = { exitCode: 0, buyers: 9, finished: 9, problem: null };
        record.generators = ['k6-0', 'k6-1'].map((source) => ({ source, ...generator }));
      },
    ],
    [
      'generators that had fewer than all buyers',
      ['generators-sound'],
      ({ record }) => {
        record.generators = [{ source: 'k6-0', exitCode: 0, buyers: 17, finished: 18, problem: null }];
      },
    ],
    [
      'an operation that the client does not declare',
      ['client-declared'],
      (sold) => {
        sold.operations.push(ok('A1-1', 'view', 'A1', [1200, 1210]));
        requests(sold, 1);
      },
    ],
    [
      'orders in a target that was made for the run',
      ['target-fresh'],
      ({ record }) => {
        record.foundBefore = ['o-0'];
      },
    ],
    ['fewer requests than operations', ['timeline-whole'], (sold) => requests(sold, -1)],
    ['a budget without samples', ['push.p95'], (sale) => withBudget(sale, 'push.p95', 100)],
    [
      'a budget on time when the CPU was saturated',
      ['http.p95', 'cpu-headroom'],
      (sale) => {
        busyMachine(sale);
        withBudget(sale, 'http.p95', 100);
      },
    ],
    [
      'a budget on time when nobody watched the CPU',
      ['http.p95', 'cpu-headroom'],
      (sale) => {
        sale.timeline = sale.timeline.filter(({ kind }) => kind !== 'resource');
        withBudget(sale, 'http.p95', 100);
      },
    ],
  ])('with %s', async (_, findings, change) => {
    const { verdict, not } = await judged(change);
    expect(not.sort()).toEqual(findings.sort());
    expect(verdict).toBe('unknown');
  });

  test('without any booking', async () => {
    const { verdict, not } = await judged((sale) => {
      sale.operations = sale.operations.filter(({ f }) => f === 'hold');
      for (const each of sale.operations) Object.assign(each, { outcome: 'fail', error: 'busy' });
      sale.rows = seats.map((seat) => stock(seat, { available: 1, sold: 0 }));
    });
    expect(verdict).toBe('unknown');
    expect(not).toContain('booked-enough');
  });

  test('but a saturated CPU alone voids nothing', async () => {
    const { verdict } = await judged((sale) => {
      busyMachine(sale);
      withBudget(sale, 'contention.refused', 15);
    });
    expect(verdict).toBe('pass');
  });
});

test('a seat left unsold after a lost or busy answer leaves the run unknown', async () => {
  for (const answer of [lost('A1-1', 'hold', 'A1', [1001, 1031]), busy('A1-1', 'hold', 'A1', [1001, 1031])]) {
    const { verdict, not } = await judged((sale) => {
      sale.operations = sale.operations.filter(({ process }) => process !== 'A1-0' && process !== 'A1-1');
      sale.operations.push(answer, refused('A1-0', 'hold', 'A1', [1000, 1020]));
      sale.rows = sale.rows.filter((row) => !JSON.stringify(row).includes('A1'));
    });
    expect({ verdict, not }).toEqual({ verdict: 'unknown', not: ['sold-out-reached'] });
  }
});
