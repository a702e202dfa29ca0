import { comparisonData } from '../../comparison/page-data.ts';
import { compareStrategies, type StrategyRow, type StrategyRuns } from '../../comparison/strategies.ts';
import type { RunRecord } from '../../evidence/run.ts';
import { mergeVerdicts } from '../../verdict/merge.ts';
import { count, duration } from '../numbers.ts';
import { words } from '../wording.ts';
import { cspHash, embeddedJson, embeddedScript } from './embed.ts';
import { type Content, html, Markup } from './markup.ts';
import { pageScript, pageStyle } from './page-script.ts';

/** What strategies were compared on. */
export interface Comparison {
  strategies: readonly StrategyRuns[];
  /** Of any of the runs: they differ in their strategy alone. */
  record: RunRecord;
}

/** Strategies side by side as one page: offline, with its data, its style and its script. Throws `PageScriptError`. */
export async function renderComparison(comparison: Comparison): Promise<string> {
  const [script, style] = await Promise.all([pageScript('comparison'), pageStyle()]);
  const { strategies, record } = comparison;
  const rows = compareStrategies(strategies);
  const inline = embeddedScript(script);
  const policy = `default-src 'none'; script-src ${cspHash(inline)}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${sentence(rows)} · ${record.scenario.name}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${head(comparison, rows)}
<section aria-labelledby="decided">
<h2 id="decided">Decided in</h2>
<p class="lead">First try sent to last answer: the median of a strategy's runs, and each run as a dot where there are several.</p>
<div class="chart needs-script" id="decided-chart"></div>
</section>
<section aria-labelledby="latency">
<h2 id="latency">Latency of all requests</h2>
<p class="lead">Medians of the runs.</p>
<div class="chart needs-script" id="latency-chart"></div>
</section>
${table(rows)}
</main>
<script type="application/json" id="page-data">${embeddedJson(comparisonData(strategies))}</script>
<script>${inline}</script>
</body>
</html>
`.text;
}

function sentence(rows: readonly StrategyRow[]): string {
  const best = rows.find((row) => row.best);
  if (best === undefined) return `${rows.length} strategies, and none of them decided`;
  return `Of ${rows.length} strategies ${best.strategy} decided soonest`;
}

function head({ strategies, record }: Comparison, rows: readonly StrategyRow[]): Markup {
  const runs = strategies.flatMap((one) => one.runs);
  const verdict = mergeVerdicts(runs);
  const { scenario, startedAt, seed, target, machine } = record;
  const { strategy: _, ...settings } = target.settings;
  const each = Math.max(0, ...strategies.map((one) => one.runs.length));
  const said = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return html`<header class="verdict ${verdict}">
<p class="run"><strong>${scenario.name}</strong> on the ${target.name} · <time datetime="${startedAt}">${startedAt.slice(0, 10)} ${startedAt.slice(11, 19)} UTC</time> · seed ${seed}</p>
<h1><span class="word">${words[verdict]}</span> <span class="sentence">${sentence(rows)}</span></h1>
<p class="tally">${count(scenario.buyers)} buyers, ${count(scenario.inventory)} for sale. ${each === 1 ? 'One run each, on instances that had just been started.' : `${each} runs each; the first of each on instances that had just been started.`} All on ${machine.cores} × ${machine.cpu}. One strategy too differs from run to run: believe a small difference only after several (<code>--runs</code>).</p>
<p class="tally">${said.join(' · ')}</p>
</header>`;
}

const columns: readonly [title: string, measurement: string, shown: (value: number) => string][] = [
  ['Decided in', 'contention.decided', (seconds) => duration(seconds * 1_000)],
  ['p50', 'http.p50', duration],
  ['p95', 'http.p95', duration],
  ['p99', 'http.p99', duration],
  ['Conflicts', 'target.conflicts', count],
  ['Retries', 'target.retries', count],
  ['Lock time-outs', 'target.lock-timeouts', count],
];

function table(rows: readonly StrategyRow[]): Markup {
  const cell = ({ medians }: StrategyRow, name: string, shown: (value: number) => string): Content => {
    const value = medians[name];
    return html`<td class="number">${value === undefined ? '' : shown(value)}</td>`;
  };
  return html`<section aria-labelledby="figures">
<h2 id="figures">In figures</h2>
<p class="lead">A conflict is a rival that came between; a retry, what was asked again; a lock time-out, what was not had in time. A wait inside PostgreSQL is seen in the times alone.</p>
<div class="scroll"><table class="latency"><thead><tr><th scope="col">Strategy</th><th scope="col">Verdict</th>${columns.map(([title]) => html`<th class="number" scope="col">${title}</th>`)}</tr></thead><tbody>
${rows.map(
  (
    row,
  ) => html`<tr><th scope="row">${row.strategy}${row.best && html` <strong>best</strong>`}</th><td>${words[row.verdict]}</td>${columns.map(([, name, shown]) => cell(row, name, shown))}</tr>
`,
)}</tbody></table></div>
<p class="note">Runs: ${rows.flatMap(({ runs }) => runs).join(', ')}</p>
</section>`;
}
