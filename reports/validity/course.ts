import type { RunRecord } from '../evidence/run.ts';
import type { TimelineEvent, TimelineLine } from '../evidence/timeline.ts';
import type { Evidence, Finding } from '../verdict/verdict.ts';
import { condition } from './condition.ts';

const mostEvidence = 20;

/** Gathers what went wrong on the load's own side. */
export class Mishaps {
  readonly #events = new Map<TimelineEvent['name'], { count: number; evidence: Evidence[] }>();

  timeline(line: TimelineLine): void {
    if (line.kind !== 'event') return;
    const { name } = line;
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
export function courseFindings(record: RunRecord, mishaps: Mishaps, tried: number): Finding[] {
  return [
    runCollected(record),
    generatorsSound(record),
    targetWhole(record),
    buyersFinished(record, mishaps, tried),
    mishap(mishaps, 'barrier-timed-out', {
      id: 'barrier-held',
      expected: 'the barrier opened when all were ready',
    }),
    mishap(mishaps, 'client-bug', { id: 'client-sound', expected: 'the client understood every answer' }),
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

function generatorsSound({ generators }: RunRecord): Finding {
  const broken = generators.filter(({ exitCode, problem }) => exitCode !== 0 || problem !== null);
  const said = broken.map(
    ({ source, exitCode, problem }) => `${source}: ${problem ?? 'no problem named'} (exit code ${exitCode})`,
  );
  const sound = generators.length === 0 ? 'none ran' : `${generators.length} ran to the end`;
  return condition({
    id: 'generators-sound',
    expected: 'every generator ran to its end',
    observed: broken.length === 0 ? sound : said.join('; '),
    holds: generators.length > 0 && broken.length === 0,
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

function mishap(
  mishaps: Mishaps,
  name: TimelineEvent['name'],
  of: { id: string; expected: string },
): Finding {
  const { count, evidence } = mishaps.of(name);
  const observed = count === 0 ? 'no exception' : `${name}: ${count} times`;
  return condition({ ...of, observed, holds: count === 0, evidence });
}
