import type { Dealer } from '../checkers/partition/dealer.ts';
import { SoldOut } from '../checkers/sold-out.ts';
import { type Integrity, integrityOf } from '../evidence/integrity.ts';
import { readLedger, readTimeline } from '../evidence/ndjson.ts';
import { readOperations } from '../evidence/operations.ts';
import type { StoredRun } from '../evidence/run-directory.ts';
import { Bookings } from '../measurements/bookings.ts';
import type { Collector, LoadSpan, Measurements } from '../measurements/collector.ts';
import { Contention } from '../measurements/contention.ts';
import { Counted } from '../measurements/counted.ts';
import { Effects } from '../measurements/effects.ts';
import { Generator } from '../measurements/generator.ts';
import { Latency } from '../measurements/latency.ts';
import { Units } from '../measurements/units.ts';
import { Users } from '../measurements/users.ts';
import { Conduct } from '../validity/conduct.ts';
import { type Attendance, Mishaps } from '../validity/course.ts';
import { crowdOf } from '../validity/crowd.ts';
import type { Demand } from '../validity/demand.ts';

/** All that one pass over the evidence leaves behind. */
export interface Gathered {
  integrity: Record<'history' | 'timeline' | 'ledger', Integrity>;
  measurements: Measurements;
  demand: Demand;
  mishaps: Mishaps;
  attendance: Attendance;
  soldOut: SoldOut;
}

/** Read each evidence file once, and hand what is in it to everyone who wants it. */
export async function gather({ record, files }: StoredRun, dealer: Dealer): Promise<Gathered> {
  const effects = new Effects();
  const contention = new Contention(record.scenario.claim, effects);
  const bookings = new Bookings(effects);
  const latency = new Latency();
  const collectors: Collector[] = [
    contention,
    latency,
    bookings,
    new Units(effects),
    new Users(),
    new Generator(),
    new Counted(),
  ];
  const rivals = crowdOf(record);
  const soldOut = new SoldOut(record, effects);
  const conduct = new Conduct(record);
  const mishaps = new Mishaps();
  const operations = new Set<string>();
  let ended = 0;
  const load: LoadSpan = { from: Infinity, to: -Infinity };

  const history = await readOperations(files.history, (operation) => {
    load.from = Math.min(load.from, operation.invoked);
    load.to = Math.max(load.to, operation.ended ?? operation.invoked);
    if (operation.f !== 'fault') {
      operations.add(operation.f);
      if (operation.ended !== null) ended++;
    }
    for (const collector of collectors) collector.operation?.(operation);
    rivals.operation(operation);
    soldOut.operation(operation);
    conduct.operation(operation);
    dealer.operation(operation);
  });
  const timeline = await readTimeline(files.timeline, (line) => {
    for (const collector of collectors) collector.timeline?.(line);
    mishaps.timeline(line);
  });
  const ledger = await readLedger(files.ledger, (row) => {
    soldOut.row(row);
    dealer.row(row);
  });

  const span = load.to > load.from ? load : null;
  const firstTries = contention.firstTries();
  return {
    integrity: {
      history: integrityOf(record.evidence.history, history, history.unjoined),
      timeline: timelineIntegrity(integrityOf(record.evidence.timeline, timeline), latency, ended),
      ledger: integrityOf(record.evidence.ledger, ledger),
    },
    measurements: Object.assign({}, ...collectors.map((each) => each.measurements(record, span))),
    demand: {
      booked: bookings.acknowledged,
      rivals: rivals.summary(),
      firstTries,
      conduct,
    },
    mishaps,
    attendance: { tried: firstTries.length, operations },
    soldOut,
  };
}

/** @param ended operations of the history that came to an end: each took a request at least */
function timelineIntegrity(lines: Integrity, latency: Latency, ended: number): Integrity {
  if (latency.problem !== null) return { whole: false, said: latency.problem };
  if (!lines.whole || latency.requests >= ended) return lines;
  return { whole: false, said: `${latency.requests} requests under load, of ${ended} operations that ended` };
}
