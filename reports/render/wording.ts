import type { RunRecord } from '../evidence/run.ts';
import type { Finding, Verdict, VerdictWord } from '../verdict/verdict.ts';
import { count } from './numbers.ts';

/** What a check is about, for those who do not know its id. */
const titles: Record<string, string> = {
  'no-double-booking': 'No seat sold twice',
  'no-oversell': 'Nothing sold beyond the inventory',
  'no-lost-booking': 'No acknowledged booking lost',
  'no-phantom': 'No booking that nobody asked for',
  'hold-exclusive': 'One holder a seat at a time',
  idempotent: 'A repeated request has one effect',
  money: 'Charged exactly what was booked',
};

/** The finding's title in words; its id where there is none (budgets are named by their measurement). */
export const titleOf = ({ id }: Pick<Finding, 'id'>): string => titles[id] ?? id;

export const words: Record<VerdictWord, string> = { pass: 'PASS', fail: 'FAIL', unknown: 'UNKNOWN' };

/** Findings that explain a verdict: what failed, what could not be decided, what held. */
export function grouped(verdict: Verdict): Record<VerdictWord, Finding[]> {
  const of = (word: VerdictWord) => verdict.findings.filter((finding) => finding.verdict === word);
  return { fail: of('fail'), unknown: of('unknown'), pass: of('pass') };
}

/**
 * The verdict in one plain sentence, without its word: «100 of 100 seats sold, each once; 900 refused.» Of a
 * failure it says first what broke, of an unknown what is not known.
 */
export function headline(run: RunRecord, verdict: Verdict): string {
  const { fail, unknown } = grouped(verdict);
  const sold = saleInWords(run, verdict);
  const first = fail[0] ?? unknown[0];
  if (verdict.verdict === 'pass') return sold ?? 'every check held.';
  if (!first) return 'nothing was examined, so nothing is proven.';
  const more = (fail.length > 0 ? fail : unknown).length - 1;
  const others = more === 0 ? '' : `, and ${more} more ${more === 1 ? 'check' : 'checks'}`;
  const what = `${titleOf(first)}: ${withoutStop(first.observed)}${others}`;
  return fail.length > 0 ? `${what}.` : `cannot be judged. ${what}.`;
}

/** What was sold and refused, in one sentence; null when the run did not measure it. */
export function saleInWords(run: RunRecord, verdict: Verdict): string | null {
  const value = (name: string) => verdict.measurements[name]?.value;
  const granted = value('contention.granted');
  const refused = value('contention.refused');
  if (granted === undefined || refused === undefined) return null;
  const holds = (id: string) => verdict.findings.some((each) => each.id === id && each.verdict === 'pass');
  const seats = run.client.sells === 'seat';
  const once = seats && holds('no-double-booking') ? ', each once' : '';
  const within = !seats && holds('no-oversell') ? ', none beyond the pool' : '';
  const indeterminate = value('contention.indeterminate') ?? 0;
  const unanswered = indeterminate > 0 ? `; ${count(indeterminate)} without a clear answer` : '';
  const what = seats ? 'seats' : 'tickets';
  return `${count(granted)} of ${count(run.scenario.inventory)} ${what} sold${once}${within}; ${count(refused)} refused${unanswered}.`;
}

/** `2 failed, 1 unknown, 19 passed`, without what there is none of. */
export function tally(verdict: Verdict): string {
  const { fail, unknown, pass } = grouped(verdict);
  if (pass.length > 0 && fail.length + unknown.length === 0) return `all ${pass.length} checks passed`;
  const parts = [
    [fail.length, 'failed'],
    [unknown.length, 'unknown'],
    [pass.length, 'passed'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`);
  return said.length === 0 ? 'no checks' : said.join(', ');
}

const withoutStop = (text: string) => text.replace(/\.$/, '');
