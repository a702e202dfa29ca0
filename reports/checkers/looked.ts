import type { Evidence } from '../verdict/verdict.ts';
import type { Checker, Partition, Sale, Violation } from './checker.ts';
import { evidenceOf } from './evidence-of.ts';
import { gapsOf, type Wholeness } from './gaps.ts';
import { type Deal, partitionsOf, type Share } from './partition/deal.ts';

/** Counterexamples that a finding carries; their number is always told. */
export const mostEvidence = 20;

/** What checkers know beside the partitions. */
export interface Circumstances {
  sale: Sale;
  wholeness: Wholeness;
}

/** How many there are, and the first of them. */
export interface Counterexamples {
  count: number;
  evidence: Evidence[];
}

/** What one checker said of the partitions it saw: plain data, whose size is bounded however much is wrong. */
export interface Looked {
  /** By its noun. */
  examined: Map<string, number>;
  proven: Counterexamples;
  unproven: Counterexamples;
  undecided: Counterexamples;
  /** Its error, where it threw one. */
  broke: string | null;
}

/** Show every partition of a share to its checkers; what each says, by its id. */
export function look(
  checkers: readonly Checker[],
  { deal, share }: { deal: Deal; share: Share },
  circumstances: Circumstances,
): Map<string, Looked> {
  const folds = new Map(checkers.map((checker) => [checker.id, new Fold(checker, circumstances)]));
  for (const { partition, checkers: theirs } of partitionsOf(deal, share)) {
    for (const id of theirs) folds.get(id)?.show(partition);
  }
  return new Map([...folds].map(([id, { looked }]) => [id, looked]));
}

/** What was said of one share, and then of the next. */
export function together(one: Looked, next: Looked): Looked {
  const examined = new Map(one.examined);
  for (const [noun, count] of next.examined) examined.set(noun, (examined.get(noun) ?? 0) + count);
  return {
    examined,
    proven: allOf(one.proven, next.proven),
    unproven: allOf(one.unproven, next.unproven),
    undecided: allOf(one.undecided, next.undecided),
    broke: one.broke ?? next.broke,
  };
}

function allOf(one: Counterexamples, next: Counterexamples): Counterexamples {
  const evidence = [...one.evidence, ...next.evidence].slice(0, mostEvidence);
  return { count: one.count + next.count, evidence };
}

class Fold {
  readonly looked: Looked = {
    examined: new Map(),
    proven: { count: 0, evidence: [] },
    unproven: { count: 0, evidence: [] },
    undecided: { count: 0, evidence: [] },
    broke: null,
  };
  readonly #checker: Checker;
  readonly #sale: Sale;
  readonly #lacking: ReadonlySet<'history' | 'ledger'>;

  constructor(checker: Checker, { sale, wholeness }: Circumstances) {
    this.#checker = checker;
    this.#sale = sale;
    const { history, ledger } = gapsOf(checker, sale.client, wholeness);
    this.#lacking = new Set([
      ...(history.length > 0 ? (['history'] as const) : []),
      ...(ledger.length > 0 ? (['ledger'] as const) : []),
    ]);
  }

  show(partition: Partition): void {
    const { looked } = this;
    try {
      const { violations, undecided, examined } = this.#checker.check(partition, this.#sale);
      for (const violation of violations) {
        const proven = !violation.absentFrom.some((part) => this.#lacking.has(part));
        add(proven ? looked.proven : looked.unproven, violation);
      }
      if (undecided !== undefined) for (const each of undecided) add(looked.undecided, each);
      for (const noun in examined) {
        looked.examined.set(noun, (looked.examined.get(noun) ?? 0) + (examined[noun] ?? 0));
      }
    } catch (error) {
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      looked.broke ??= `the checker broke on ${partition.key} (${what})`;
    }
  }
}

function add(to: Counterexamples, violation: Violation): void {
  to.count++;
  if (to.evidence.length < mostEvidence) to.evidence.push(evidenceOf(violation));
}
