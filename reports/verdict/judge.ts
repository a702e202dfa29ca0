import { budgetFindings, needsHeadroom } from '../budgets/decide.ts';
import { checkers } from '../checkers/checkers.ts';
import { examine } from '../checkers/examination.ts';
import { Examiner } from '../checkers/examiner.ts';
import { Dealer } from '../checkers/partition/dealer.ts';
import { Records } from '../checkers/partition/records.ts';
import { SpillFile } from '../checkers/partition/spill-file.ts';
import { isWorthAThread } from '../evidence/history-lines/read-batches.ts';
import { readRun, type StoredRun } from '../evidence/run-directory.ts';
import { completenessFindings } from '../validity/completeness.ts';
import { courseFindings } from '../validity/course.ts';
import { demandFindings } from '../validity/demand.ts';
import { headroomFinding, latencyVoid } from '../validity/headroom.ts';
import { type Gathered, gather } from './gather.ts';
import { mergeVerdicts } from './merge.ts';
import type { Finding, Verdict } from './verdict.ts';

/**
 * Judge a stored run by what is on disk, writing nothing there: the same evidence gives the same verdict.
 * What is missing or damaged makes findings unknown; only a directory whose `run.json` is missing or damaged
 * cannot be judged at all. Operations that do not fit in memory go to a temporary file meanwhile.
 * @throws ForeignRun, CorruptRun, or what the file system throws
 */
export async function judge(dir: string): Promise<Verdict> {
  const run = await readRun(dir);
  const { record } = run;
  const applying = checkers.filter((checker) => checker.applies(record.client));
  using spill = new SpillFile();
  await using examiner = (await isWorthAThread(run.files.history)) ? new Examiner() : null;
  const dealer = new Dealer(applying, new Records(spill));
  const gathered = await gather(run, dealer);
  const { client, prices, queue } = record;
  const sale = { client, prices, queue, foundBefore: new Set(record.foundBefore) };
  const circumstances = { sale, wholeness: gathered.integrity };
  const deal = dealer.deal();
  const findings = [
    ...(examiner === null
      ? examine(applying, deal, circumstances)
      : await examiner.examine(applying, deal, circumstances)),
    gathered.soldOut.finding(gathered.integrity.history.whole && gathered.integrity.ledger.whole),
    ...measuredFindings(run, gathered),
    ...demandFindings(record, gathered.demand),
    ...courseFindings(record, gathered.mishaps, gathered.attendance),
    ...completenessFindings(gathered.integrity),
  ];
  return verdictOf(run, findings, gathered);
}

/** Budgets, and whether the machine had room enough for those on times and rates to count. */
function measuredFindings({ record }: StoredRun, { integrity, measurements }: Gathered): Finding[] {
  const budgets = record.budgets.entries;
  const gaps = (['history', 'timeline'] as const).filter((part) => !integrity[part].whole);
  return [
    ...budgetFindings(budgets, measurements, {
      latencyVoid: latencyVoid(record, measurements),
      evidenceGap:
        gaps.length === 0 ? null : `the ${gaps.join(' and the ')} it was measured from is not whole`,
    }),
    ...headroomFinding(record, measurements, budgets.some(needsHeadroom)),
  ];
}

function verdictOf({ record, dir }: StoredRun, findings: Finding[], { measurements }: Gathered): Verdict {
  const { id, name, startedAt, seed, topology, target } = record;
  return {
    schemaVersion: 1,
    run: { id, name, dir, startedAt, seed, topology, target: target.name },
    verdict: mergeVerdicts(findings),
    findings,
    measurements,
  };
}
