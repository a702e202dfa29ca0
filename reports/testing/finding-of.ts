import type { Checker } from '../checkers/checker.ts';
import { examine } from '../checkers/examination.ts';
import type { Deal } from '../checkers/partition/deal.ts';
import { Dealer } from '../checkers/partition/dealer.ts';
import { Records } from '../checkers/partition/records.ts';
import { SpillFile } from '../checkers/partition/spill-file.ts';
import type { LedgerRow } from '../evidence/ledger.ts';
import type { RunRecord } from '../evidence/run.ts';
import type { Finding } from '../verdict/verdict.ts';
import { numbered, type ok, seatClient } from './literal.ts';

interface LiteralEvidence {
  operations?: ReturnType<typeof ok>[];
  rows?: LedgerRow[];
  client?: RunRecord['client'];
  foundBefore?: string[];
  prices?: RunRecord['prices'];
  queue?: RunRecord['queue'];
  historyIsWhole?: boolean;
  ledgerIsWhole?: boolean;
}

/** Evidence that a test wrote down, dealt into partitions as that of a run is. */
export function dealOf(
  checkers: readonly Checker[],
  { operations = [], rows = [] }: Pick<LiteralEvidence, 'operations' | 'rows'>,
): { deal: Deal } & Disposable {
  const spill = new SpillFile();
  const dealer = new Dealer(checkers, new Records(spill));
  for (const operation of numbered(operations)) dealer.operation(operation);
  for (const row of rows) dealer.row(row);
  return { deal: dealer.deal(), [Symbol.dispose]: () => spill[Symbol.dispose]() };
}

/** What a checker finds in evidence that a test wrote down. */
export function findingOf(checker: Checker, evidence: LiteralEvidence): Finding {
  const { client = seatClient, foundBefore = [], prices = null, queue = null } = evidence;
  using dealt = dealOf([checker], evidence);
  const integrity = (whole = true) => ({ whole, said: whole ? 'whole' : 'cut' });
  const [finding] = examine([checker], dealt.deal, {
    sale: { client, prices, queue, foundBefore: new Set(foundBefore) },
    wholeness: { history: integrity(evidence.historyIsWhole), ledger: integrity(evidence.ledgerIsWhole) },
  });
  if (finding === undefined) throw new Error(`${checker.id} gave no finding`);
  return finding;
}
