import type { RunRecord } from '../evidence/run.ts';
import type { TimelineEvent, TimelineLine } from '../evidence/timeline.ts';
import type { Evidence, Finding } from '../verdict/verdict.ts';
import { condition } from './condition.ts';

const mostEvidence = 20;

/** What the history tells of the course of a run. */
export interface Attendance {
  /** Buyers who tried. */
  tried: number;
  /** The operations that buyers did, by name. */
  operations: ReadonlySet<string>;
}

/** Gathers what went wrong on the load's own side. */
export class Mishaps {
  /** Those who met, by generator. */
  readonly released = new Map<string, number>();
  readonly #events = new Map<TimelineEvent['name'], { count: number; evidence: Evidence[] }>();

  timeline(line: TimelineLine): void {
    if (line.kind !== 'event') return;
    const { name, source, detail } = line;
    if (name === 'barrier-released') {
      const parties = typeof detail.parties === 'number' ? detail.parties : 0;
      this.released.set(source, (this.released.get(source) ?? 0) + parties);
    }
    if (name !== 'barrier-timed-out' && name !== 'buyer-late' && name !== 'client-bug') return;
    const events = this.#events.get(name) ?? { count: 0, evidence: [] };
    this.#events.set(name, events);
    events.count++;
    if (events.evidence.length < mostEvidence) events.evidence.push(evidenceOf(line));
  }

  of(name: TimelineEvent['name']): { count: number; evidence: Evidence[] } {
    return this.#events.get(name) ?? { count: 0, evidence: [] };
  }
}

function evidenceOf({ name, source, detail, time }: TimelineEvent): Evidence {
  const subject = typeof detail.buyer === 'string' ? detail.buyer : source;
  const what = `${name} at ${(time / 1e9).toFixed(3)} s: ${JSON.stringify(detail)}`;
  return { subject, what, operations: [], ledger: [] };
}

/** Whether the run went its whole course, with every buyer, and the generator and the client were sound. */
export function courseFindings(record: RunRecord, mishaps: Mishaps, attendance: Attendance): Finding[] {
  return [
    runCollected(record),
    generatorsSound(record),
    targetWhole(record),
    ...targetFresh(record),
    buyersFinished(record, mishaps, attendance.tried),
    barrierHeld(record, mishaps),
    clientDeclared(record, attendance.operations),
    clientSound(mishaps),
  ];
}

function runCollected({ state, failure }: RunRecord): Finding {
  const why = failure === null ? '' : `, in phase ${failure.phase}: ${failure.message}`;
  return condition({
    id: 'run-collected',
    expected: 'the run went its whole course',
    observed: `${state}${why}`,
    holds: state === 'collected' && failure === null,
  });
}

function generatorsSound({ generators, scenario }: RunRecord): Finding {
  const broken = generators.filter(({ exitCode, problem }) => exitCode !== 0 || problem !== null);
  const said = broken.map(
    ({ source, exitCode, problem }) => `${source}: ${problem ?? 'no problem named'} (exit code ${exitCode})`,
  );
  const buyers = generators.reduce((sum, each) => sum + each.buyers, 0);
  const ran = generators.length === 0 ? 'none ran' : `${generators.length} ran to the end`;
  const sound = `${ran}, with ${buyers} buyers`;
  return condition({
    id: 'generators-sound',
    expected: `every generator ran to its end, and they had all ${scenario.buyers} buyers`,
    observed: broken.length === 0 ? sound : said.join('; '),
    holds: generators.length > 0 && broken.length === 0 && buyers === scenario.buyers,
  });
}

/** A node that ended on its own is no drill: what the rest did without it was not what was to be tested. */
function targetWhole({ nodes, lostNodes }: RunRecord): Finding {
  const lost = lostNodes?.map(({ name, how }) => `${name} ${how}`) ?? ['nobody looked: the run ended before'];
  const whole = nodes.length === 0 ? 'no node of it is ours' : `${nodes.length} nodes ran to the end`;
  return condition({
    id: 'target-whole',
    expected: 'no node of the target ended on its own',
    observed: lost.length === 0 ? whole : lost.join('; '),
    holds: lost.length === 0,
  });
}

/** A target that we made for the run holds nothing before it; one that does is not the one we made. */
function targetFresh({ target, foundBefore }: RunRecord): Finding[] {
  if (target.kind !== 'reference') return [];
  return [
    condition({
      id: 'target-fresh',
      expected: 'the reference target held no orders before the load',
      observed: `${foundBefore.length} found`,
      holds: foundBefore.length === 0,
    }),
  ];
}

/** All buyers of all generators met, and none of the barriers gave up waiting. */
function barrierHeld({ generators, scenario }: RunRecord, mishaps: Mishaps): Finding {
  const timedOut = mishaps.of('barrier-timed-out');
  const met = [...mishaps.released.values()].reduce((sum, parties) => sum + parties, 0);
  const silent = generators.filter(({ source }) => !mishaps.released.has(source));
  return condition({
    id: 'barrier-held',
    expected: `the barrier opened when all ${scenario.buyers} were ready`,
    observed: [
      `opened for ${met}`,
      ...silent.map(({ source }) => `never in ${source}`),
      ...(timedOut.count === 0 ? [] : [`barrier-timed-out: ${timedOut.count} times`]),
    ].join('; '),
    holds: timedOut.count === 0 && silent.length === 0 && met === scenario.buyers,
    evidence: timedOut.evidence,
  });
}

/** What the client does not declare, no checker knows to ask about. */
function clientDeclared({ client }: RunRecord, operations: ReadonlySet<string>): Finding {
  const undeclared = [...operations].filter((name) => !client.operations.includes(name));
  return condition({
    id: 'client-declared',
    expected: 'the client declares every operation that is in the history',
    observed: undeclared.length === 0 ? 'no exception' : `not declared: ${undeclared.join(', ')}`,
    holds: undeclared.length === 0,
  });
}

function clientSound(mishaps: Mishaps): Finding {
  const { count, evidence } = mishaps.of('client-bug');
  return condition({
    id: 'client-sound',
    expected: 'the client understood every answer',
    observed: count === 0 ? 'no exception' : `client-bug: ${count} times`,
    holds: count === 0,
    evidence,
  });
}

function buyersFinished({ scenario, generators }: RunRecord, mishaps: Mishaps, tried: number): Finding {
  const finished = generators.reduce((sum, each) => sum + each.finished, 0);
  const late = mishaps.of('buyer-late');
  const { buyers } = scenario;
  return condition({
    id: 'buyers-finished',
    expected: `all ${buyers} buyers came in time, tried, and reached their end`,
    observed: `${tried} tried, ${finished} finished, ${late.count} late`,
    holds: finished === buyers && tried === buyers && late.count === 0,
    evidence: late.evidence,
  });
}
