import type { RunRecord } from '../../evidence/run.ts';
import { type Evidence, type Finding, Verdict } from '../../verdict/verdict.ts';
import type { Sale, ServedOperation } from './sale.ts';

const passed = (
  id: string,
  kind: Finding['kind'],
  expected: string,
  observed: string,
  margin: number | null = null,
): Finding => ({
  id,
  kind,
  verdict: 'pass',
  expected,
  observed,
  margin,
  evidence: [],
});

/** The verdict a judge would give on the made-up sale; it passes the schema. */
export function verdictOf(run: RunRecord, sale: Sale, dir: string): Verdict {
  const pool = run.client.sells === 'pool';
  const findings = [...invariants(run, sale, pool), ...budgets(sale), ...validity(run)];
  const word =
    ['fail', 'unknown'].find((worse) => findings.some(({ verdict }) => verdict === worse)) ?? 'pass';
  return Verdict.parse({
    schemaVersion: 1,
    run: {
      id: run.id,
      name: run.name,
      dir,
      startedAt: run.startedAt,
      seed: run.seed,
      topology: run.topology,
      target: run.target.name,
    },
    verdict: word,
    findings,
    measurements: measurements(run, sale),
  });
}

function invariants(run: RunRecord, sale: Sale, pool: boolean): Finding[] {
  const booked = sale.bookings.length;
  const examined = `${run.scenario.inventory} seats, ${booked} bookings, ${run.scenario.buyers} holds`;
  const doubles = pool ? [] : doubleBookings(sale);
  const double: Finding = {
    ...passed('no-double-booking', 'invariant', 'no seat has two live bookings', examined),
    ...(doubles.length > 0
      ? {
          verdict: 'fail' as const,
          observed: `${doubles.length} seats have two live bookings`,
          evidence: doubles,
        }
      : {}),
  };
  return [
    ...(pool ? [] : [double]),
    passed('no-oversell', 'invariant', 'sold ≤ inventory, and available + held + sold = total', examined),
    passed('no-lost-booking', 'invariant', 'every acknowledged booking is in the ledger', examined),
    passed('no-phantom', 'invariant', 'every ledger row is explained by an operation', examined),
    ...(pool
      ? []
      : [passed('hold-exclusive', 'invariant', 'no two buyers definitely held a seat at once', examined)]),
    passed('idempotent', 'invariant', 'one idempotency key, one effect', `${sale.lines.length / 2} keys`),
    passed('money', 'invariant', 'charged = price of what was booked, less refunds', `${booked} charges`),
  ];
}

/** Seats that two buyers booked, as the checker reports them. */
function doubleBookings(sale: Sale): Evidence[] {
  const bySeat = Map.groupBy(sale.bookings, ({ resource }) => resource);
  return [...bySeat].flatMap(([seat, bookings]) => {
    if (bookings.length < 2) return [];
    const buyers = bookings.map(({ buyer }) => buyer);
    const operations = sale.operations.filter((o) => o.resource === seat && buyers.includes(o.process));
    return [
      {
        subject: seat,
        what: `${buyers.join(' and ')} both hold a live booking of ${seat}.`,
        operations: operations.map((operation) => cited(operation, sale)),
        ledger: bookings.map(({ order, buyer }) => ({
          kind: 'order',
          id: order,
          buyer,
          resources: [seat],
          state: 'confirmed',
          amount: 4500,
        })),
      },
    ];
  });
}

function cited(operation: ServedOperation, sale: Sale): Evidence['operations'][number] {
  const { process, f, outcome, invoked, ended } = operation;
  const index = sale.lines.findIndex(
    (line) => line.type === 'invoke' && line.process === process && line.f === f,
  );
  return { index, process, f, outcome, invoked, ended };
}

function budgets(sale: Sale): Finding[] {
  const booked = sale.bookings.length;
  return [
    passed('contention.granted', 'budget', '≥ 100', `${booked}`, (booked - 100) / 100),
    passed(
      'contention.decided',
      'budget',
      '≤ 5 s',
      `${((sale.endedAt - sale.releasedAt) / 1e9).toFixed(2)} s`,
      0.82,
    ),
  ];
}

function validity(run: RunRecord): Finding[] {
  const { complete, note } = run.evidence.history;
  const generator = run.generators[0];
  const kept = generator?.problem == null;
  return [
    passed('booked-enough', 'validity', '≥ 1 acknowledged booking', '100', 99),
    passed('rivals-enough', 'validity', '≥ 5 buyers try for the median seat', '10', 1),
    passed('attempts-overlap', 'validity', '≥ 90 % of seats with overlapping attempts', '100 %', 0.11),
    passed('start-spread', 'validity', 'first invokes within 250 ms', '60.0 ms', 0.76),
    {
      ...passed(
        'buyers-finished',
        'validity',
        'every buyer reached their end',
        `${generator?.finished} of ${generator?.buyers}`,
      ),
      verdict: kept ? 'pass' : 'unknown',
    },
    {
      ...passed(
        'history-whole',
        'validity',
        'history, timeline and ledger written to their end',
        'all complete',
      ),
      ...(complete ? {} : { verdict: 'unknown' as const, observed: `history incomplete: ${note}` }),
    },
  ];
}

function measurements(run: RunRecord, sale: Sale): Verdict['measurements'] {
  const sold = sale.bookings.length;
  const buyers = run.scenario.buyers;
  const took = sale.operations.map(({ invoked, ended }) => (ended - invoked) / 1e6).sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0;
  const value = (amount: number, unit: string, samples: number) => ({ value: amount, unit, samples });
  const ms = (amount: number) => value(Math.round(amount * 100) / 100, 'ms', took.length);
  const seconds = (sale.endedAt - sale.releasedAt) / 1e9;
  return {
    'contention.buyers': value(buyers, 'count', buyers),
    'contention.granted': value(sold, 'count', buyers),
    'contention.refused': value(buyers - sold, 'count', buyers),
    'contention.indeterminate': value(0, 'count', buyers),
    'contention.attempts': value(buyers, 'count', buyers),
    'contention.decided': value(Math.round(seconds * 1000) / 1000, 's', buyers),
    'http.rate': value(Math.round(took.length / seconds), '1/s', took.length),
    'http.mean': ms(took.reduce((sum, each) => sum + each, 0) / took.length),
    'http.p50': ms(at(0.5)),
    'http.p95': ms(at(0.95)),
    'http.p99': ms(at(0.99)),
    'http.max': ms(at(1)),
    'http.errors': value(0, 'ratio', took.length),
    'bookings.rate': value(Math.round(sold / seconds), '1/s', sold),
    'generator.saturation': value(0.86, 'ratio', 4),
  };
}
