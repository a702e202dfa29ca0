import type { Evidence, Finding } from '../../../verdict/verdict.ts';
import { count, duration, margin } from '../../numbers.ts';
import { grouped, titleOf } from '../../wording.ts';
import type { TrailOperation } from '../data/page-data.ts';
import { lanes } from '../lanes.ts';
import { html, type Markup } from '../markup.ts';
import type { PageInput } from '../page-input.ts';

const most = { counterexamples: 12, leads: 4, operations: 40, rows: 12 };
const signs = { pass: '✓', unknown: '?', fail: '✗' } as const;
const kinds = {
  invariant: 'Invariants',
  budget: 'Budgets',
  recovery: 'Recovery',
  validity: 'Validity',
} as const;

/** Unknown findings that have something to show; the rest fits a row. */
const proven = (findings: readonly Finding[]) => findings.filter(({ evidence }) => evidence.length > 0);
const bare = (findings: readonly Finding[]) => findings.filter(({ evidence }) => evidence.length === 0);

/** Why the verdict is what it is: failed and unknown findings in full, those that held as a table. */
export function findingsSection(input: PageInput): Markup {
  const { fail, unknown, pass } = grouped(input.verdict);
  return html`<section aria-labelledby="why">
<h2 id="why">Why</h2>
${fail.length > 0 && html`<h3 class="fail">${count(fail.length)} failed</h3>${fail.map((finding, at) => inFull(finding, input, at === 0))}`}
${unknown.length > 0 && html`<h3 class="unknown">${count(unknown.length)} unknown</h3>${bare(unknown).length > 0 && rows(bare(unknown))}${proven(unknown).map((finding) => inFull(finding, input))}`}
${pass.length > 0 && html`<h3 class="pass">${count(pass.length)} passed</h3>${rows(pass)}`}
${input.verdict.findings.length === 0 && html`<p>Nothing was examined.</p>`}
</section>`;
}

/** Only what comes first is unfolded: the same seats often break several checks. */
function inFull(finding: Finding, input: PageInput, unfold = false): Markup {
  const { id, kind, verdict, expected, observed, evidence } = finding;
  const title = titleOf(finding);
  const shown = verdict === 'fail' ? most.counterexamples : most.leads;
  const left = evidence.length - shown;
  return html`<article class="finding ${verdict}">
<h4>${title} <span class="id">${title === id ? kind : `${id} · ${kind}`}</span></h4>
<dl class="facts"><div><dt>Expected</dt><dd>${expected}</dd></div><div><dt>Observed</dt><dd class="observed">${observed}</dd></div>${finding.margin !== null && html`<div><dt>Margin</dt><dd>${margin(finding.margin)}</dd></div>`}</dl>
${evidence.slice(0, shown).map((each, at) => counterexample(each, input, unfold && at === 0))}
${left > 0 && html`<p class="note">${count(left)} more in verdict.json.</p>`}
</article>`;
}

function counterexample(
  { subject, what, operations, ledger }: Evidence,
  { gathered, run }: PageInput,
  open: boolean,
): Markup {
  const zeroNs = gathered.zeroNs;
  const shown = operations.slice(0, most.operations).map(
    (operation): TrailOperation => ({
      ...operation,
      invoked: (operation.invoked - zeroNs) / 1e6,
      ended: operation.ended === null ? null : (operation.ended - zeroNs) / 1e6,
    }),
  );
  return html`<details class="counterexample"${open && html` open`}>
<summary><strong>${subject}</strong> ${what}</summary>
${
  shown.length > 0 &&
  html`${lanes(shown)}<p class="note">Time since ${gathered.page.zero}, ${duration(zeroNs / 1e6)} into the run.${operations.length > shown.length && ` ${count(operations.length - shown.length)} more operations in verdict.json.`}</p>
<div class="scroll"><table class="dense"><caption>In history.ndjson</caption><thead><tr><th class="number" scope="col">Line</th><th scope="col">Buyer</th><th scope="col">Operation</th><th scope="col">Outcome</th><th class="number" scope="col">Sent, ms</th><th class="number" scope="col">Answered, ms</th></tr></thead><tbody>
${shown.map(
  (
    operation,
  ) => html`<tr><td class="number">${operation.index + 1}</td><td>${operation.process}</td><td>${operation.f}</td><td>${operation.outcome}</td><td class="number">${operation.invoked.toFixed(3)}</td><td class="number">${operation.ended === null ? 'never' : operation.ended.toFixed(3)}</td></tr>
`,
)}</tbody></table></div>`
}
${ledger.length > 0 && html`<p class="caption">In the ledger${run.client.ledger.length === 0 && ' (none was read)'}</p><pre class="rows">${ledger.slice(0, most.rows).map((row) => `${rowInWords(row)}\n`)}${ledger.length > most.rows && `and ${count(ledger.length - most.rows)} more in verdict.json`}</pre>`}
</details>`;
}

/** `order order-12: buyer buyer-7, resources A-1, …`, so that a row reads as a sentence. */
function rowInWords({ kind, ...row }: Record<string, unknown>): string {
  const fields = Object.entries(row).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${String(kind ?? 'row')}  ${fields.join('  ')}`;
}

function rows(findings: readonly Finding[]): Markup {
  const groups = [...Map.groupBy(findings, ({ kind }) => kind)];
  return html`<div class="scroll"><table class="findings"><thead><tr><th scope="col">Check</th><th scope="col">Expected</th><th scope="col">Observed</th><th class="number" scope="col">Margin</th></tr></thead>
${groups.map(
  ([kind, own]) => html`<tbody><tr class="group"><th colspan="4" scope="rowgroup">${kinds[kind]}</th></tr>
${own.map((finding) => row(finding))}</tbody>`,
)}</table></div>`;
}

function row(finding: Finding): Markup {
  const title = titleOf(finding);
  return html`<tr><th scope="row"><span class="sign ${finding.verdict}" aria-hidden="true">${signs[finding.verdict]}</span>${title}${title !== finding.id && html` <span class="id">${finding.id}</span>`}</th><td data-label="Expected">${finding.expected}</td><td data-label="Observed">${finding.observed}</td><td class="number" data-label="Margin">${margin(finding.margin)}</td></tr>
`;
}
