import type { Integrity } from '../evidence/integrity.ts';
import type { Evidence, Finding } from '../verdict/verdict.ts';
import type { Checker, Partition, Sale, Violation } from './checker.ts';
import { evidenceOf } from './evidence-of.ts';
import type { Dealer } from './partition/dealer.ts';
import { counted } from './wording.ts';

/** Whether the history and the ledger are whole. */
export interface Wholeness {
  history: Integrity;
  ledger: Integrity;
}

/** Counterexamples that a finding carries; their number is always told. */
const mostEvidence = 20;

/** Show every partition to its checkers and fold what they say into a finding each. */
export function examine(
  checkers: readonly Checker[],
  dealer: Dealer,
  sale: Sale,
  wholeness: Wholeness,
): Finding[] {
  const examinations = new Map(
    checkers.map((checker) => [checker, new CheckerFold(checker, sale, wholeness)]),
  );
  for (const { partition, checkers: theirs } of dealer.partitions()) {
    for (const checker of theirs) examinations.get(checker)?.show(partition);
  }
  return [...examinations.values()].map((examination) => examination.finding());
}

/** What one checker said of all partitions so far. Memory is bounded however much is wrong. */
class CheckerFold {
  readonly #checker: Checker;
  readonly #sale: Sale;
  readonly #gaps: readonly string[];
  readonly #lacking: ReadonlySet<'history' | 'ledger'>;
  readonly #examined = new Map<string, number>();
  readonly #proven = new Counterexamples();
  readonly #unproven = new Counterexamples();
  readonly #undecided = new Counterexamples();
  #broke: string | null = null;

  constructor(checker: Checker, sale: Sale, { history, ledger }: Wholeness) {
    this.#checker = checker;
    this.#sale = sale;
    const unkept = checker.needsLedger.filter((kind) => !sale.client.ledger.includes(kind));
    const ledgerGaps = [
      ...(unkept.length > 0 ? [`the client has no ledger of ${unkept.join(' and ')}s`] : []),
      ...(checker.needsLedger.length > 0 && !ledger.whole ? [`the ledger is not whole: ${ledger.said}`] : []),
    ];
    const historyGaps = history.whole ? [] : [`the history is not whole: ${history.said}`];
    this.#gaps = [...historyGaps, ...ledgerGaps];
    this.#lacking = new Set([
      ...(historyGaps.length > 0 ? (['history'] as const) : []),
      ...(ledgerGaps.length > 0 ? (['ledger'] as const) : []),
    ]);
  }

  show(partition: Partition): void {
    try {
      const { violations, undecided = [], examined } = this.#checker.check(partition, this.#sale);
      for (const violation of violations) {
        const proven = !violation.absentFrom.some((part) => this.#lacking.has(part));
        (proven ? this.#proven : this.#unproven).add(violation);
      }
      for (const each of undecided) this.#undecided.add(each);
      for (const [noun, count] of Object.entries(examined)) {
        this.#examined.set(noun, (this.#examined.get(noun) ?? 0) + count);
      }
    } catch (error) {
      const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      this.#broke ??= `the checker broke on ${partition.key} (${what})`;
    }
  }

  finding(): Finding {
    const { id, expected } = this.#checker;
    const base = { id, kind: 'invariant', expected, margin: null } as const;
    const looked = [...this.#examined].map(([noun, count]) => counted(count, noun)).join(', ');
    const examined = looked === '' ? 'nothing examined' : looked;
    if (this.#proven.count > 0) {
      const observed = `${counted(this.#proven.count, 'violation')} in ${examined}`;
      return { ...base, verdict: 'fail', observed, evidence: this.#proven.evidence };
    }
    const doubts = this.#doubts();
    const evidence = [...this.#unproven.evidence, ...this.#undecided.evidence].slice(0, mostEvidence);
    if (doubts.length === 0) return { ...base, verdict: 'pass', observed: examined, evidence };
    return { ...base, verdict: 'unknown', observed: `${doubts.join('; ')} (${examined})`, evidence };
  }

  #doubts(): string[] {
    const nothing = ![...this.#examined.values()].some((count) => count > 0);
    const { mustExamine } = this.#checker;
    const lacks = mustExamine !== undefined && (this.#examined.get(mustExamine.noun) ?? 0) === 0;
    return [
      ...(this.#broke === null ? [] : [this.#broke]),
      ...(this.#unproven.count > 0
        ? [`${counted(this.#unproven.count, 'violation')} that missing evidence may explain`]
        : []),
      ...(this.#undecided.count > 0
        ? [`${counted(this.#undecided.count, 'case')} that cannot be decided`]
        : []),
      ...this.#gaps,
      ...(nothing && this.#broke === null ? ['there was nothing to examine'] : []),
      ...(lacks && !nothing ? [mustExamine.otherwise] : []),
    ];
  }
}

class Counterexamples {
  count = 0;
  readonly evidence: Evidence[] = [];

  add(violation: Violation): void {
    this.count++;
    if (this.evidence.length < mostEvidence) this.evidence.push(evidenceOf(violation));
  }
}
