import type { ChalkInstance } from 'chalk';
import type { Finding, Verdict, VerdictWord } from '../../reports/verdict/verdict.ts';
import type { Terminal } from './terminal.ts';

const marks: Record<VerdictWord, string> = { pass: '✔', fail: '✘', unknown: '?' };
const order: Record<VerdictWord, number> = { fail: 0, unknown: 1, pass: 2 };

/** The word in its colour: green, red, yellow. */
export function paintVerdict(word: VerdictWord, chalk: ChalkInstance): string {
  return paintText(word, word, chalk);
}

/** A verdict as a person reads it: findings, the worst first, then the word and where the evidence is. */
export function showVerdict(
  verdict: Verdict,
  { report, headline }: { report: string; headline: string },
  terminal: Terminal,
): void {
  terminal.document(verdict);
  const chalk = terminal.out;
  const findings = [...verdict.findings].sort((a, b) => order[a.verdict] - order[b.verdict]);
  const width = Math.max(0, ...findings.map((finding) => finding.id.length));
  terminal.result('');
  for (const finding of findings) terminal.result(findingLine(finding, width, chalk));
  for (const finding of findings.filter(({ verdict: word }) => word === 'fail')) {
    for (const piece of finding.evidence.slice(0, 3)) {
      const at = piece.operations.map((operation) => String(operation.index + 1)).join(', ');
      terminal.result(
        `    ${chalk.red(piece.subject)} ${piece.what}${at === '' ? '' : chalk.dim(` (lines ${at} of the history)`)}`,
      );
    }
  }
  const measured = keyFigures(verdict);
  if (measured !== '') terminal.result(`\n${measured}`);
  terminal.result(
    `\n${paintText(` ${verdict.verdict.toUpperCase()} `, verdict.verdict, chalk.inverse.bold)}  ${headline}`,
  );
  terminal.result(`${chalk.dim('report')}   ${report}`);
  terminal.result(`${chalk.dim('evidence')} ${verdict.run.dir}`);
}

function findingLine(finding: Finding, width: number, chalk: ChalkInstance): string {
  const mark = paintText(marks[finding.verdict], finding.verdict, chalk);
  const expected = finding.verdict === 'pass' ? '' : chalk.dim(`  expected ${finding.expected}`);
  return `${mark} ${finding.id.padEnd(width)}  ${finding.observed}${expected}`;
}

/** The figures of a sale, in one line, as far as they were measured. */
function keyFigures({ measurements }: Verdict): string {
  const figure = (name: string, text: (value: number) => string) => {
    const measured = measurements[name];
    return measured === undefined || measured.samples === 0 ? [] : [text(measured.value)];
  };
  const count = (value: number) => value.toLocaleString('en');
  return [
    ...figure('contention.buyers', (value) => `${count(value)} buyers`),
    ...figure('contention.granted', (value) => `${count(value)} granted`),
    ...figure('contention.refused', (value) => `${count(value)} refused`),
    ...figure('contention.indeterminate', (value) => `${count(value)} indeterminate`),
    ...figure('contention.decided', (value) => `decided in ${value.toFixed(2)} s`),
    ...figure('database.deadlocks', (value) => `${count(value)} deadlock${value === 1 ? '' : 's'}`),
    ...figure('http.p95', (value) => `p95 ${value.toFixed(0)} ms`),
  ].join(' · ');
}

function paintText(text: string, word: VerdictWord, chalk: ChalkInstance): string {
  if (word === 'pass') return chalk.green(text);
  return word === 'fail' ? chalk.red(text) : chalk.yellow(text);
}
