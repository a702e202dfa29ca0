import { mkdir } from 'node:fs/promises';
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { sha256Of } from '../evidence/digest.ts';
import type { HistoryLine, Operation } from '../evidence/history.ts';
import type { LedgerRow } from '../evidence/ledger.ts';
import { openHistoryWriter, openLedgerWriter, openTimelineWriter } from '../evidence/ndjson.ts';
import type { RunRecord } from '../evidence/run.ts';
import { runFiles, writeRunRecord } from '../evidence/run-directory.ts';
import type { TimelineLine } from '../evidence/timeline.ts';
import { charge, ok, order, payment, refused, seatClient, stock } from './literal.ts';
import { recordWith } from './record.ts';

type Unnumbered = Omit<Operation, 'index' | 'endIndex'>;

/** A run as a test wants it on disk. */
export interface RunFixture {
  operations: Unnumbered[];
  rows: LedgerRow[];
  timeline: TimelineLine[];
  record: Partial<RunRecord>;
}

const seats = ['A1', 'A2', 'A3'];
const rivals = 6;

/** A small sound sale: three seats, six rivals each, all at one instant; the first of each six buys. */
export function soundSale(): RunFixture {
  const operations = seats.flatMap((seat) =>
    Array.from({ length: rivals }, (_, rival) => {
      const buyer = `${seat}-${rival}`;
      if (rival > 0) return [refused(buyer, 'hold', seat, [1000 + rival, 1030 + rival])];
      const value = { order: `o-${seat}` };
      return [
        ok(buyer, 'hold', seat, [1000, 1020], { ttlMs: 300_000 }),
        ok(buyer, 'order', seat, [1050, 1060], { ...value, amount: 50 }),
        ok(buyer, 'book', seat, [1070, 1080], { ...value, amount: 50 }),
      ];
    }).flat(),
  );
  const rows = seats.flatMap((seat): LedgerRow[] => [
    order({
      id: `o-${seat}`,
      buyer: `${seat}-0`,
      resources: [seat],
      idempotencyKey: `${seat}-0-order-${seat}`,
    }),
    stock(seat),
    payment({ order: `o-${seat}` }),
    charge({ key: `pay-o-${seat}` }),
  ]);
  return { operations, rows, timeline: timeline(operations.length), record: {} };
}

function timeline(requests: number): TimelineLine[] {
  const histogram = build({ highestTrackableValue: 120_000_000, numberOfSignificantValueDigits: 3 });
  for (let nth = 1; nth <= requests; nth++) histogram.recordValue(nth * 1000);
  const of = { source: 'k6-0', second: 1, of: 'request', phase: 'load' } as const;
  const event = { kind: 'event', source: 'k6-0' } as const;
  const parties = seats.length * rivals;
  return [
    { ...event, time: 999e6, name: 'barrier-released', detail: { ready: parties, absent: 0, parties } },
    {
      kind: 'latency',
      ...of,
      name: 'POST /api/seats/lock',
      count: requests,
      errors: 0,
      histogram: encodeIntoCompressedBase64(histogram),
    },
    {
      kind: 'resource',
      source: 'node',
      from: 0,
      to: 2e9,
      of: 'machine',
      cpuSeconds: 2,
      cores: 2,
      memoryBytes: null,
    },
  ];
}

/** Writes the fixture as a run leaves it. */
export async function writeRun(dir: string, fixture: RunFixture): Promise<void> {
  await mkdir(dir, { recursive: true });
  const files = runFiles(dir);
  const history = await openHistoryWriter(files.history);
  for (const line of linesOf(fixture.operations)) await history.write(line);
  const timelineFile = await openTimelineWriter(files.timeline);
  for (const line of fixture.timeline) await timelineFile.write(line);
  const ledger = await openLedgerWriter(files.ledger);
  for (const row of fixture.rows) await ledger.write(row);
  const whole = async (lines: number, file: string) => ({
    complete: true,
    lines,
    sha256: await sha256Of(file),
    note: null,
  });
  const buyers = new Set(fixture.operations.map(({ process }) => process)).size;
  await writeRunRecord(dir, {
    ...recordWith({ buyers, inventory: seats.length, client: seatClient }),
    evidence: {
      history: await whole(await history.close(), files.history),
      timeline: await whole(await timelineFile.close(), files.timeline),
      ledger: await whole(await ledger.close(), files.ledger),
    },
    ...fixture.record,
  });
}

/** A history of operations, sorted by time as the merge leaves it. */
export function linesOf(operations: readonly Unnumbered[]): HistoryLine[] {
  const lines = operations.flatMap((operation): HistoryLine[] => {
    const { process, f, idempotencyKey, outcome, error, value } = operation;
    const key = [...operation.key];
    const same = { process, f, key, ...(idempotencyKey === null ? {} : { idempotencyKey }) };
    const invoke = { ...same, time: operation.invoked, type: 'invoke' as const, value: null };
    // Of what never ended, all that is known stood in its beginning.
    if (operation.ended === null) return [{ ...invoke, value: { ...value } }];
    const end = { ...same, time: operation.ended, type: outcome, value: { ...value } };
    return [invoke, error === null ? end : { ...end, error }];
  });
  return lines.sort((a, b) => a.time - b.time);
}
