import { mkdir } from 'node:fs/promises';
import type { RunRecord } from '../../reports/evidence/run.ts';
import { runFiles, writeRunRecord } from '../../reports/evidence/run-directory.ts';
import { validityProfile } from '../../reports/validity/profiles.ts';
import { type Sale, Sales, salesPerBlock } from './acts.ts';
import { DigestedFile, type Written } from './digested-file.ts';
import { type Act, clientOf, pool, price, type Shape } from './shape.ts';
import { syntheticTimeline } from './timeline.ts';

export interface SyntheticRun {
  /** The run's directory, made when it is not there. */
  dir: string;
  /** At least so many; the last sale is whole. */
  operations: number;
  shape: Shape;
  seed: number;
}

/** How much was written. */
export interface SyntheticSize {
  operations: number;
  buyers: number;
  sales: number;
}

/**
 * Write the directory of a sound run that never was, of any size: streamed, sorted by time, with the digests
 * that make it whole. Judging it finds nothing wrong but that buyers came over a long time.
 */
export async function writeSyntheticRun(run: SyntheticRun): Promise<SyntheticSize> {
  const files = runFiles(run.dir);
  await mkdir(run.dir, { recursive: true });
  const sales = new Sales(run.shape, run.seed);
  await using history = await DigestedFile.open(files.history);
  await using ledger = await DigestedFile.open(files.ledger);
  let [operations, sold, untilNs] = [0, 0, 0];
  while (operations < run.operations) {
    const block: Sale[] = [];
    while (block.length < salesPerBlock && operations < run.operations) {
      const sale = sales.next();
      block.push(sale);
      operations += sale.acts.length;
    }
    sold += block.length;
    for (const { acts } of block) for (const { ended } of acts) untilNs = Math.max(untilNs, ended);
    await history.write(historyLines(block));
    await ledger.write(block.flatMap((sale) => ledgerLines(sale, run.shape)));
  }
  if (run.shape === 'pool') await ledger.write([stockLine(pool, sold)]);
  await using timeline = await DigestedFile.open(files.timeline);
  await timeline.write(syntheticTimeline({ operations, buyers: sales.buyers, untilNs }));
  const size = { operations, buyers: sales.buyers, sales: sold };
  const written = {
    history: await history.close(),
    timeline: await timeline.close(),
    ledger: await ledger.close(),
  };
  await writeRunRecord(run.dir, recordOf(run, size, written));
  return size;
}

function historyLines(block: readonly Sale[]): string[] {
  const lines = block.flatMap(({ acts }) =>
    acts.flatMap((act) => [
      { time: act.invoked, text: lineOf(act, 'invoke', act.invoked) },
      { time: act.ended, text: lineOf(act, act.refused === null ? 'ok' : 'fail', act.ended) },
    ]),
  );
  return lines.sort((a, b) => a.time - b.time).map(({ text }) => text);
}

function lineOf(
  { buyer, f, resource, asked, answer, idempotencyKey, refused }: Act,
  type: string,
  time: number,
) {
  const value = type === 'invoke' ? asked : answer;
  const error = type === 'fail' ? `,"error":"${refused}"` : '';
  return `{"time":${time},"process":"${buyer}","type":"${type}","f":"${f}","key":["${resource}"],"value":${value},"idempotencyKey":"${idempotencyKey}"${error}}\n`;
}

function ledgerLines({ sold }: Sale, shape: Shape): string[] {
  const { order, buyer, resource, orderKey, chargeKey } = sold;
  const quantity = shape === 'pool' ? ',"quantity":1' : '';
  return [
    `{"kind":"order","id":"${order}","buyer":"${buyer}","resources":["${resource}"]${quantity},"state":"confirmed","amount":${price},"idempotencyKey":"${orderKey}","created":"2026-11-21T09:04:24.859Z"}\n`,
    `{"kind":"payment","order":"${order}","amount":${price},"state":"charged","reference":"${chargeKey}"}\n`,
    `{"kind":"charge","key":"${chargeKey}","amount":${price},"state":"charged"}\n`,
    ...(shape === 'pool' ? [] : [stockLine(resource, 1)]),
  ];
}

const stockLine = (resource: string, total: number) =>
  `{"kind":"stock","resource":"${resource}","total":${total},"available":0,"held":0,"sold":${total}}\n`;

function recordOf(
  run: SyntheticRun,
  { buyers, sales }: SyntheticSize,
  evidence: Record<'history' | 'timeline' | 'ledger', Written>,
): RunRecord {
  const whole = ({ lines, sha256 }: Written) => ({ complete: true, lines, sha256, note: null });
  const startedAt = '2026-11-21T03:15:00.000Z';
  return {
    schemaVersion: 1,
    id: `synthetic-${run.shape}`,
    name: 'synthetic',
    startedAt,
    command: [],
    owner: 'bench',
    seed: run.seed,
    scenario: {
      name: 'contention',
      options: {},
      buyers,
      inventory: sales,
      claim: run.shape === 'pool' ? 'book' : 'hold',
    },
    prices: { usual: price, others: {} },
    topology: null,
    target: { kind: 'client', name: 'synthetic', url: 'http://127.0.0.1', settings: {}, foreignHost: null },
    client: clientOf(run.shape),
    policy: { tries: 1, timeoutMs: 1, minPauseMs: 1, maxPauseMs: 1 },
    epoch: { monotonicNs: '0', wall: startedAt },
    clocks: [],
    versions: {},
    git: null,
    machine: { os: '', cpu: '', cores: 2, memoryBytes: 1, fingerprint: '' },
    images: {},
    nodes: [],
    budgets: { source: null, entries: [] },
    validity: validityProfile('any'),
    drill: null,
    phases: [],
    generators: [{ source: 'k6-0', exitCode: 0, buyers, finished: buyers, problem: null }],
    evidence: {
      history: whole(evidence.history),
      timeline: whole(evidence.timeline),
      ledger: whole(evidence.ledger),
    },
    foundBefore: [],
    lostNodes: [],
    state: 'collected',
    failure: null,
  };
}
