import { count, duration } from '../../numbers.ts';
import type { LatencyRow } from '../data/operations.ts';
import type { CpuSeries, LoadSeries } from '../data/page-data.ts';
import { html, type Markup } from '../markup.ts';
import type { PageInput } from '../page-input.ts';

/** Throughput, latency and CPU on one time axis, and the same in tables. */
export function loadSection({ gathered, run }: PageInput): Markup {
  const { load, cpu, zero } = gathered.page;
  return html`<section aria-labelledby="load">
<h2 id="load">Load over time</h2>
<p class="lead">${load ? html`${source(load)} Time since ${zero}, ${duration(gathered.zeroNs / 1e6)} into the run.` : 'The evidence holds no latencies.'}</p>
${
  load &&
  html`<div class="tools needs-script"><label>Show <select id="load-series">${load.series.map(({ name }) => html`<option value="${name}">${name === 'all' ? `all ${what(load)}` : name}</option>`)}</select></label></div>
<div id="load-chart" class="chart needs-script"></div>`
}
${latencyTable(gathered.latencies)}
${cpu && cpuTable(cpu, run.machine.cores)}
${load && binTable(load)}
</section>`;
}

const what = ({ source }: LoadSeries) => (source === 'history' ? 'operations' : 'requests');

function source({ source: from, binMs }: LoadSeries): string {
  return from === 'history'
    ? `Each point covers ${duration(binMs)}, from the single operations of the history.`
    : `Each point covers ${duration(binMs)}, merged from the timeline’s per-second histograms.`;
}

function latencyTable(rows: readonly LatencyRow[]): Markup {
  if (rows.length === 0) return html``;
  const groups = [...Map.groupBy(rows, ({ of }) => of)];
  return html`<h3>By operation and route</h3>
<div class="scroll"><table class="latency"><thead><tr><th scope="col">Name</th><th class="number" scope="col">Count</th><th class="number" scope="col">Done</th><th class="number" scope="col">Refused</th><th class="number" scope="col">Errors</th><th class="number" scope="col">p50</th><th class="number" scope="col">p95</th><th class="number" scope="col">p99</th><th class="number" scope="col">max</th><th scope="col">Not done, because</th></tr></thead>
${groups.map(
  ([
    of,
    own,
  ]) => html`<tbody><tr class="group"><th colspan="10" scope="rowgroup">${of === 'operation' ? 'Operations' : 'Requests, after the barrier'}</th></tr>
${own.map(latencyRow)}</tbody>`,
)}</table></div>`;
}

function latencyRow({ name, count: all, done, refused, errors, latency, reasons }: LatencyRow): Markup {
  const at = (value: number | undefined) =>
    html`<td class="number">${value === undefined ? '–' : duration(value)}</td>`;
  const counted = (value: number | null) =>
    html`<td class="number">${value === null ? '' : count(value)}</td>`;
  return html`<tr><th scope="row">${name}</th>${counted(all)}${counted(done)}${counted(refused)}<td class="number${errors > 0 && ' warn'}">${count(errors)}</td>${at(latency?.p50)}${at(latency?.p95)}${at(latency?.p99)}${at(latency?.max)}<td class="reasons">${reasons.map(({ reason, count: times }) => `${reason} ${count(times)}`).join(', ')}</td></tr>
`;
}

function cpuTable(cpu: CpuSeries, cores: number): Markup {
  const rows = [{ name: 'machine', used: cpu.machine }, ...cpu.nodes].flatMap(({ name, used }) => {
    const known = used.filter((value) => value !== null);
    if (known.length === 0) return [];
    return [
      { name, mean: known.reduce((sum, value) => sum + value, 0) / known.length, peak: Math.max(...known) },
    ];
  });
  return html`<h3>CPU</h3>
<div class="scroll"><table class="cpu"><caption>Cores in use of ${cores}, in windows of ${duration(cpu.binMs)} around the load</caption><thead><tr><th scope="col">Node</th><th class="number" scope="col">Mean</th><th class="number" scope="col">Peak</th><th scope="col"><span class="unseen">Share of the machine</span></th></tr></thead><tbody>
${rows.map(
  ({
    name,
    mean,
    peak,
  }) => html`<tr><th scope="row">${name}</th><td class="number">${mean.toFixed(2)}</td><td class="number">${peak.toFixed(2)}</td><td class="meter"><i style="width:${Math.min(100, (mean / cores) * 100).toFixed(1)}%"></i></td></tr>
`,
)}</tbody></table></div>`;
}

function binTable({ series, binMs, from }: LoadSeries): Markup {
  const all = series[0];
  if (!all) return html``;
  const at = (value: number | null | undefined) => html`<td class="number">${value ?? ''}</td>`;
  return html`<details><summary>The chart as a table</summary><div class="scroll"><table class="dense"><caption>Latency in ms</caption><thead><tr><th class="number" scope="col">From</th><th class="number" scope="col">Done</th><th class="number" scope="col">Refused</th><th class="number" scope="col">Errors</th><th class="number" scope="col">p50</th><th class="number" scope="col">p95</th><th class="number" scope="col">p99</th><th class="number" scope="col">max</th></tr></thead><tbody>
${all.done.map(
  (
    done,
    bin,
  ) => html`<tr><th class="number" scope="row">${duration(from + bin * binMs)}</th>${at(done)}${at(all.refused[bin])}${at(all.errors[bin])}${at(all.p50[bin])}${at(all.p95[bin])}${at(all.p99[bin])}${at(all.max[bin])}</tr>
`,
)}</tbody></table></div></details>`;
}
