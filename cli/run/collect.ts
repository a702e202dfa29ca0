import { sha256Of } from '../../reports/evidence/digest.ts';
import type { LedgerRow } from '../../reports/evidence/ledger.ts';
import { openLedgerWriter } from '../../reports/evidence/ndjson.ts';
import type { LedgerSource } from '../../scenarios/clients/client.ts';
import { readLedgerSource } from '../../scenarios/ledger/read.ts';
import { HarnessError } from '../terminal/errors.ts';
import type { Journal } from './journal.ts';

interface Collect {
  source: LedgerSource | null;
  file: string;
  /** Why the target had not come to rest: its books may then still change. */
  unrest?: string | null;
  /** Null when only what was there before is looked at. */
  journal: Journal | null;
  signal: AbortSignal;
  each?(row: LedgerRow): void;
}

/**
 * Read the target's own truth to disk. A ledger that cannot be read to its end is put on record as
 * incomplete, with the reason: what needs it is then unknown, and the rest can still be judged.
 */
export async function collectLedger({
  source,
  file,
  unrest = null,
  journal,
  signal,
  each,
}: Collect): Promise<void> {
  const writer = await openLedgerWriter(file);
  let note: string | null = source === null ? 'the client names no ledger' : unrest;
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
  if (journal === null) {
    // What was there before explains what is there afterwards; without it, strangers would look like phantoms.
    if (note !== null && source !== null)
      throw new HarnessError(
        `the ledger could not be read before the load: ${note}`,
        'See that it can be read, then run again.',
      );
    return;
  }
  const sha256 = await sha256Of(file);
  await journal.note((record) => {
    record.evidence.ledger = { complete: note === null, lines: writer.lines, sha256, note };
  });
}
