import type { Evidence, Finding, Verdict } from '../verdict/verdict.ts';
import { repeatCommand } from './command.ts';
import { margin, measured } from './numbers.ts';
import type { Renderer } from './renderer.ts';
import { grouped, headline, saleInWords, tally, titleOf, words } from './wording.ts';

const signs = { pass: '✅', fail: '❌', unknown: '❔' } as const;
const keyMeasurements = [
  'contention.buyers',
  'contention.granted',
  'contention.refused',
  'contention.indeterminate',
  'contention.decided',
  'bookings.rate',
  'http.rate',
  'http.p50',
  'http.p95',
  'http.p99',
  'http.errors',
  'database.deadlocks',
  'target.conflicts',
  'target.retries',
  'target.lock-timeouts',
];
const mostCounterexamples = 3;

/** Markdown for a CI step summary: verdict, what failed and why, what held, key figures, the command. */
export const markdownRenderer: Renderer = {
  render({ run, verdict }) {
    const { fail, unknown, pass } = grouped(verdict);
    const sold = verdict.verdict === 'pass' ? null : saleInWords(run, verdict);
    const parts = [
      `## ${signs[verdict.verdict]} ${words[verdict.verdict]}: ${text(headline(run, verdict))}`,
      `${sold ? `${text(sold)} ` : ''}${tally(verdict)} · run ${code(run.id)} · seed ${code(String(run.seed))}`,
      table([...fail, ...unknown]),
      ...fail.flatMap(({ evidence }) => counterexamples(evidence)),
      pass.length > 0 ? folded(`${pass.length} passed`, table(pass)) : '',
      figures(verdict),
      `Again: ${code(repeatCommand(run))}`,
    ];
    return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
  },
};

function table(findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const rows = findings.map((finding) => {
    const { verdict, id, expected, observed } = finding;
    const title = titleOf(finding);
    const name = title === id ? code(id) : `${text(title)} (${code(id)})`;
    return `| ${signs[verdict]} | ${name} | ${text(expected)} | ${text(observed)} | ${margin(finding.margin)} |`;
  });
  return ['| | Check | Expected | Observed | Margin |', '|---|---|---|---|---:|', ...rows].join('\n');
}

function counterexamples(evidence: readonly Evidence[]): string[] {
  if (evidence.length === 0) return [];
  const left = evidence.length - mostCounterexamples;
  const lines = evidence.slice(0, mostCounterexamples).map(({ what, operations }) => {
    const where = operations.map(
      ({ index, process, f }) => `${text(process)} ${text(f)} at line ${index + 1}`,
    );
    return `- ${text(what)}${where.length > 0 ? ` History: ${where.join(', ')}.` : ''}`;
  });
  return [[...lines, ...(left > 0 ? [`- and ${left} more in verdict.json`] : [])].join('\n')];
}

function figures(verdict: Verdict): string {
  const rows = keyMeasurements.flatMap((name) => {
    const measurement = verdict.measurements[name];
    return measurement ? [`| ${code(name)} | ${measured(measurement)} | ${measurement.samples} |`] : [];
  });
  return rows.length === 0
    ? ''
    : ['| Measurement | Value | Samples |', '|---|---:|---:|', ...rows].join('\n');
}

const folded = (summary: string, body: string) =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** Text of the evidence, which may hold anything: no markup, no link, no line or cell of its own. */
function text(value: string): string {
  return value
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~#@]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** As code, whatever back-ticks it holds; HTML, since Markdown's own code cannot hold `|` inside a table. */
const code = (value: string) => `<code>${text(value)}</code>`;
