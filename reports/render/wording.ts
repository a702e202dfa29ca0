import type { RunRecord } from '../evidence/run.ts';
import type { Finding, Verdict, VerdictWord } from '../verdict/verdict.ts';
import { count } from './numbers.ts';

/** What each check says, for those who do not know its id: when it holds, and when it does not. */
const titles: Record<string, readonly [holds: string, broken: string]> = {
  'no-double-booking': ['No seat sold twice', 'Seats sold twice'],
  'no-oversell': ['Nothing sold beyond the inventory', 'More sold than there was'],
  'no-lost-booking': ['No acknowledged booking lost', 'Acknowledged bookings lost'],
  'no-phantom': ['No booking that nobody asked for', 'Bookings that nobody asked for'],
  'hold-exclusive': ['One holder a seat at a time', 'Two buyers held one seat at once'],
  idempotent: ['A repeated request has one effect', 'A repeated request had two effects'],
  money: ['Charged exactly what was booked', 'Charges and bookings differ'],
  'sold-out-reached': ['Everything wanted was sold', 'Wanted and left unsold'],
  'cpu-headroom': ['The machine had CPU to spare', 'The machine was saturated'],
  'booked-enough': ['Enough was booked', 'Too little was booked'],
  'rivals-enough': ['Enough rivals for a seat', 'Too few rivals for a seat'],
  'attempts-overlap': ['Attempts overlapped in time', 'Attempts hardly overlapped'],
  'start-spread': ['Buyers started together', 'Buyers did not start together'],
  'run-collected': ['The run went its whole course', 'The run broke off'],
  'generators-sound': ['Generators ran to their end', 'A generator did not run to its end'],
  'target-whole': ['No node of the target was lost', 'The target lost a node'],
  'target-fresh': ['The target was empty before the sale', 'The target was not empty before the sale'],
  'client-declared': ['The client declares what it does', 'The client does what it does not declare'],
  'buyers-finished': ['Every buyer finished', 'Not every buyer finished'],
  'barrier-held': ['The barrier held until all were ready', 'The barrier did not wait for all'],
  'client-sound': ['The client understood every answer', 'The client did not understand an answer'],
  'history-whole': ['The history is whole', 'The history is not whole'],
  'timeline-whole': ['The timeline is whole', 'The timeline is not whole'],
  'ledger-whole': ['The ledger is whole', 'The ledger is not whole'],
};

/** Why a run cannot be judged, the likely cause before what follows from it. */
const causes = [
  'run-collected',
  'generators-sound',
  'target-whole',
  'client-sound',
  'barrier-held',
  'history-whole',
  'ledger-whole',
  'timeline-whole',
  'buyers-finished',
];

/**
 * The finding in words: what holds, or what is broken. An invariant that is unknown keeps the words of what
 * should hold. Budgets, and checks not known here, are named by their id.
 */
export function titleOf({ id, kind, verdict }: Pick<Finding, 'id' | 'kind' | 'verdict'>): string {
  const [holds, broken] = titles[id] ?? [id, id];
  const isBroken = verdict === 'fail' || (verdict === 'unknown' && kind === 'validity');
  return isBroken ? broken : holds;
}

export const words: Record<VerdictWord, string> = { pass: 'PASS', fail: 'FAIL', unknown: 'UNKNOWN' };

/** Findings that explain a verdict: what failed, what could not be decided, what held. */
export function grouped(verdict: Verdict): Record<VerdictWord, Finding[]> {
  const of = (word: VerdictWord) => verdict.findings.filter((finding) => finding.verdict === word);
  return { fail: of('fail'), unknown: of('unknown').sort(byCause), pass: of('pass') };
}

function byCause(a: Finding, b: Finding): number {
  const rank = ({ id, kind }: Finding) =>
    causes.includes(id) ? causes.indexOf(id) : causes.length + Number(kind !== 'validity');
  return rank(a) - rank(b);
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
  const others = more === 0 ? '' : `, and ${more} more ${more === 1 ? 'finding' : 'findings'}`;
  const [title, observed] = [titleOf(first), withoutStop(first.observed)];
  if (fail.length > 0) return `${title}: ${observed}${others}.`;
  return `cannot be judged: ${lower(title)} (${observed})${others}.`;
}

/** What was sold and refused, in one sentence; null when the run did not measure it. */
export function saleInWords(run: RunRecord, verdict: Verdict): string | null {
  const value = (name: string) => verdict.measurements[name]?.value;
  const granted = value('contention.granted');
  const refused = value('contention.refused');
  if (granted === undefined || refused === undefined) return null;
  const holds = (id: string) => verdict.findings.some((each) => each.id === id && each.verdict === 'pass');
  const seats = run.client.sells === 'seat';
  const once =
    seats && holds('no-double-booking') ? (run.scenario.inventory === 1 ? ', once' : ', each once') : '';
  const within = !seats && holds('no-oversell') ? ', none beyond the pool' : '';
  const indeterminate = value('contention.indeterminate') ?? 0;
  const unanswered = indeterminate > 0 ? `; ${count(indeterminate)} without a clear answer` : '';
  const { inventory } = run.scenario;
  const what = `${seats ? 'seat' : 'ticket'}${inventory === 1 ? '' : 's'}`;
  const units = value('bookings.units') ?? granted;
  const buyers = units === granted ? '' : ` to ${count(granted)} ${granted === 1 ? 'buyer' : 'buyers'}`;
  return `${count(units)} of ${count(inventory)} ${what} sold${buyers}${once}${within}; ${count(refused)} refused${unanswered}.`;
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
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
