import type { Finding } from '../verdict/verdict.ts';
import type { Checker } from './checker.ts';
import { gapsOf } from './gaps.ts';
import { type Circumstances, type Looked, look, mostEvidence } from './looked.ts';
import { type Deal, everything } from './partition/deal.ts';
import { counted } from './wording.ts';

/** Show every partition to its checkers and fold what they say into a finding each. */
export function examine(checkers: readonly Checker[], deal: Deal, circumstances: Circumstances): Finding[] {
  const looked = look(checkers, { deal, share: everything }, circumstances);
  return findingsOf(checkers, looked, circumstances);
}

/** @param looked what each checker said of all partitions, by its id */
export function findingsOf(
  checkers: readonly Checker[],
  looked: ReadonlyMap<string, Looked>,
  circumstances: Circumstances,
): Finding[] {
  return checkers.map((checker) => {
    const its = looked.get(checker.id);
    if (its === undefined) throw new TypeError(`${checker.id} was shown nothing`);
    return findingOf(checker, its, circumstances);
  });
}

function findingOf(checker: Checker, looked: Looked, circumstances: Circumstances): Finding {
  const { id, expected } = checker;
  const { proven, unproven, undecided } = looked;
  const base = { id, kind: 'invariant', expected, margin: null } as const;
  const said = [...looked.examined].map(([noun, count]) => counted(count, noun)).join(', ');
  const examined = said === '' ? 'nothing examined' : said;
  if (proven.count > 0) {
    const observed = `${counted(proven.count, 'violation')} in ${examined}`;
    return { ...base, verdict: 'fail', observed, evidence: proven.evidence };
  }
  const doubts = doubtsOf(checker, looked, circumstances);
  const evidence = [...unproven.evidence, ...undecided.evidence].slice(0, mostEvidence);
  if (doubts.length === 0) return { ...base, verdict: 'pass', observed: examined, evidence };
  return { ...base, verdict: 'unknown', observed: `${doubts.join('; ')} (${examined})`, evidence };
}

function doubtsOf(checker: Checker, looked: Looked, { sale, wholeness }: Circumstances): string[] {
  const { examined, unproven, undecided, broke } = looked;
  const { mustExamine } = checker;
  const nothing = ![...examined.values()].some((count) => count > 0);
  const lacks = mustExamine !== undefined && (examined.get(mustExamine.noun) ?? 0) === 0;
  const gaps = gapsOf(checker, sale.client, wholeness);
  return [
    ...(broke === null ? [] : [broke]),
    ...(unproven.count > 0
      ? [`${counted(unproven.count, 'violation')} that missing evidence may explain`]
      : []),
    ...(undecided.count > 0 ? [`${counted(undecided.count, 'case')} that cannot be decided`] : []),
    ...gaps.history,
    ...gaps.ledger,
    ...(nothing && broke === null ? ['there was nothing to examine'] : []),
    ...(lacks && !nothing ? [mustExamine.otherwise] : []),
  ];
}
