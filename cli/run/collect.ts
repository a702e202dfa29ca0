import type { LedgerRow } from '../../reports/evidence/ledger.ts';
import { openLedgerWriter } from '../../reports/evidence/ndjson.ts';
import type { LedgerSource } from '../../scenarios/clients/client.ts';
import { readLedgerSource } from '../../scenarios/ledger/read.ts';
import type { Journal } from './journal.ts';

interface Collect {
  source: LedgerSource | null;
  file: string;
  /** Null when only what was there before is looked at. */
  journal: Journal | null;
  signal: AbortSignal;
  each?(row: LedgerRow): void;
}

/**
 * Read the target's own truth to disk. A ledger that cannot be read to its end is put on record as
 * incomplete, with the reason: what needs it is then unknown, and the rest can still be judged.
 */
export async function collectLedger({ source, file, journal, signal, each }: Collect): Promise<void> {
  const writer = await openLedgerWriter(file);
  let note: string | null = source === null ? 'the client names no ledger' : null;
  try {
    if (source !== null) {
      for await (const row of readLedgerSource(source, { signal })) {
        await writer.write(row);
        each?.(row);
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error) || !('ledger' in error)) throw error;
    note = error.message;
  } finally {
    await writer.close();
  }
  await journal?.note((record) => {
    record.evidence.ledger = { complete: note === null, lines: writer.lines, note };
  });
}
