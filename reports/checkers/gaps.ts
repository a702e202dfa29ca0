import type { Integrity } from '../evidence/integrity.ts';
import type { Checker, Sale } from './checker.ts';

/** Whether the history and the ledger are whole. */
export interface Wholeness {
  history: Integrity;
  ledger: Integrity;
}

/** What is missing of the evidence that a checker needs, in words. */
export interface Gaps {
  history: string[];
  ledger: string[];
}

export function gapsOf(
  { needsLedger }: Checker,
  client: Sale['client'],
  { history, ledger }: Wholeness,
): Gaps {
  const unkept = needsLedger.filter((kind) => !client.ledger.includes(kind));
  return {
    history: history.whole ? [] : [`the history is not whole: ${history.said}`],
    ledger: [
      ...(unkept.length > 0 ? [`the client has no ledger of ${unkept.join(' and ')}s`] : []),
      ...(needsLedger.length > 0 && !ledger.whole ? [`the ledger is not whole: ${ledger.said}`] : []),
    ],
  };
}
