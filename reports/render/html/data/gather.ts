import { join } from 'node:path';
import type { Operation } from '../../../evidence/history.ts';
import type { LineReport } from '../../../evidence/lines.ts';
import { readLedger, readTimeline } from '../../../evidence/ndjson.ts';
import { readOperations } from '../../../evidence/operations.ts';
import type { RunRecord } from '../../../evidence/run.ts';
import type { TimelineLine, TimelineResource } from '../../../evidence/timeline.ts';
import type { Verdict } from '../../../verdict/verdict.ts';
import { cpuSeries } from './cpu.ts';
import { LatencyBins } from './latency-bins.ts';
import { type LoadWindow, loadWindow, type Moments, sinceZero } from './load-window.ts';
import { decodeHistogram, type LatencyRow, OperationTable, RouteTable } from './operations.ts';
import type { Band, LoadSeries, Mark, PageData } from './page-data.ts';
import { PoolBuilder } from './pool.ts';
import { SeatMapBuilder } from './seat-map.ts';

/** All that the page shows beside the record and the verdict. */
export interface Gathered {
  page: PageData;
  /** The page's time zero, in ns since the run's epoch. */
  zeroNs: number;
  latencies: LatencyRow[];
  /** What each file turned out to hold. */
  files: { history: LineReport; timeline: LineReport; ledger: LineReport };
  /** Between the first and the last buyer's first claim, in ms; null when fewer than two claimed. */
  startSpreadMs: number | null;
}

/** Up to here single operations are shown in fine bins; above, the timeline's seconds. */
const longestBurstMs = 30_000;
const load = 'load';

/** Reads the evidence of a run once, file by file; memory is bounded by seats and bins, not by operations. */
export async function gather(dir: string, run: RunRecord, verdict: Verdict): Promise<Gathered> {
  const timeline = await gatherTimeline(join(dir, 'timeline.ndjson'));
  const window = loadWindow(run, timeline.moments);
  const took = sinceZero(window, window.toNs);
  const history = new HistoryGatherer(run, window, namedSeats(verdict));
  const historyReport = await readOperations(join(dir, 'history.ndjson'), (operation) =>
    history.add(operation),
  );
  const ledgerReport = await readLedger(join(dir, 'ledger.ndjson'), (row) => {
    history.seats.addLedgerRow(row);
    history.pool.addLedgerRow(row);
  });
  const burst = took <= longestBurstMs && history.count > 0;
  const series = burst ? history.series() : await secondsOf(join(dir, 'timeline.ndjson'), window, run);
  const span = { from: -pad(took), to: took + pad(took) };
  const sellsSeats = run.client.sells === 'seat';
  return {
    page: {
      zero: window.zero,
      span,
      load: series,
      cpu: cpuSeries(timeline.resources, window, span),
      bands: bands(run, window, span),
      marks: timeline.marks(window),
      seats: sellsSeats ? history.seats.build() : null,
      pool: sellsSeats ? null : history.pool.build(run.scenario.inventory),
    },
    zeroNs: window.zeroNs,
    latencies: [...history.table.rows(), ...timeline.routes.rows()],
    files: { history: historyReport, timeline: timeline.report, ledger: ledgerReport },
    startSpreadMs: history.startSpreadMs(),
  };
}

/** A twentieth on both sides, so that what happens at the edges is seen. */
const pad = (took: number) => Math.max(20, Math.round(took / 20));

function namedSeats(verdict: Verdict): Set<string> {
  const doubtful = verdict.findings.filter((finding) => finding.verdict !== 'pass');
  return new Set(doubtful.flatMap(({ evidence }) => evidence.map(({ subject }) => subject)));
}

async function gatherTimeline(path: string) {
  const moments: Moments = { barrierReleased: null, last: null };
  const resources: TimelineResource[] = [];
  const faults: { name: string; time: number }[] = [];
  const routes = new RouteTable();
  const undecoded: number[] = [];
  const report = await readTimeline(path, (line: TimelineLine, index: number) => {
    if (line.kind === 'latency') {
      const histogram =
        line.of === 'request' && line.phase === load ? decodeHistogram(line.histogram) : undefined;
      if (histogram) routes.add(line, histogram);
      else if (histogram === null) undecoded.push(index);
      moments.last = Math.max(moments.last ?? 0, (line.second + 1) * 1e9);
    } else if (line.kind === 'resource') resources.push(line);
    else if (line.kind === 'counter') return;
    else if (line.name === 'barrier-released') moments.barrierReleased = line.time;
    else if (line.name === 'fault')
      faults.push({ name: String(line.detail.name ?? 'fault'), time: line.time });
  });
  const marks = (window: LoadWindow): Mark[] =>
    faults.map(({ name, time }) => ({ name, at: sinceZero(window, time) }));
  return { report: withUndecoded(report, undecoded), moments, resources, routes, marks };
}

function withUndecoded(report: LineReport, undecoded: readonly number[]): LineReport {
  const first = undecoded[0];
  if (first === undefined) return report;
  return {
    ...report,
    corrupt: report.corrupt + undecoded.length,
    firstProblem: report.firstProblem ?? `line ${first + 1}: its histogram cannot be decoded`,
  };
}

class HistoryGatherer {
  readonly table = new OperationTable();
  readonly seats: SeatMapBuilder;
  readonly pool: PoolBuilder;
  readonly #window: LoadWindow;
  readonly #claim: string;
  readonly #bins = new LatencyBins({ binMs: 10, from: 0, mostBins: 160, mostNames: 8 });
  readonly #firstClaims = new Map<string, number>();
  count = 0;

  constructor(run: RunRecord, window: LoadWindow, named: ReadonlySet<string>) {
    const { claim } = run.scenario;
    const ledgerTells = run.evidence.ledger.complete && run.client.ledger.includes('order');
    this.#window = window;
    this.#claim = claim;
    this.seats = new SeatMapBuilder({ window, claim, named, ledgerTells });
    this.pool = new PoolBuilder(window, claim);
  }

  add(operation: Operation): void {
    if (operation.process === 'chaos') return;
    this.count++;
    this.table.add(operation);
    this.seats.addOperation(operation);
    this.pool.addOperation(operation);
    const { f, process, invoked, ended, outcome } = operation;
    if (f === this.#claim)
      this.#firstClaims.set(process, Math.min(invoked, this.#firstClaims.get(process) ?? Infinity));
    if (ended === null) return;
    this.#bins.record(f, sinceZero(this.#window, ended), (ended - invoked) / 1_000, {
      done: outcome === 'ok' ? 1 : 0,
      refused: outcome === 'fail' ? 1 : 0,
      errors: outcome === 'info' ? 1 : 0,
    });
  }

  series(): LoadSeries {
    return { source: 'history', binMs: this.#bins.binMs, from: this.#bins.from, series: this.#bins.series() };
  }

  startSpreadMs(): number | null {
    if (this.#firstClaims.size < 2) return null;
    let [first, last] = [Infinity, -Infinity];
    for (const invoked of this.#firstClaims.values()) {
      first = Math.min(first, invoked);
      last = Math.max(last, invoked);
    }
    return (last - first) / 1e6;
  }
}

/** Requests of the load by second, merged to wider bins when the load was long. */
async function secondsOf(path: string, window: LoadWindow, run: RunRecord): Promise<LoadSeries | null> {
  const phases = run.phases.some(({ name }) => name === load);
  const firstSecond = Math.floor(window.zeroNs / 1e9);
  const bins = new LatencyBins({
    binMs: 1_000,
    from: sinceZero(window, firstSecond * 1e9),
    mostBins: 300,
    mostNames: 12,
  });
  let seen = false;
  await readTimeline(path, (line: TimelineLine) => {
    if (line.kind !== 'latency' || line.of !== 'request' || (phases && line.phase !== load)) return;
    const histogram = decodeHistogram(line.histogram);
    if (!histogram) return;
    seen = true;
    bins.merge(line.name, sinceZero(window, line.second * 1e9), histogram, {
      done: line.count - line.errors,
      refused: 0,
      errors: line.errors,
    });
  });
  return seen ? { source: 'timeline', binMs: bins.binMs, from: bins.from, series: bins.series() } : null;
}

function bands(run: RunRecord, window: LoadWindow, span: PageData['span']): Band[] {
  return run.phases
    .map(({ name, from, to }) => ({
      name,
      kind: 'phase' as const,
      from: sinceZero(window, from),
      to: sinceZero(window, to ?? window.toNs),
    }))
    .filter(({ from, to }) => to > span.from && from < span.to);
}
