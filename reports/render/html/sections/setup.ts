import { bytes, count, duration } from '../../numbers.ts';
import { optionsInWords } from '../../wanted.ts';
import { type Content, html, type Markup } from '../markup.ts';
import type { PageInput } from '../page-input.ts';

/** What ran where, in which version, with which settings. */
export function setupSection({ run }: PageInput): Markup {
  const { machine, git, policy, target, scenario, validity, client } = run;
  const commit =
    git && html`<code>${git.commit.slice(0, 12)}</code>${git.dirty && ' with uncommitted changes'}`;
  const clocks = run.clocks.map(
    ({ source, resolutionNs, offsetNs }) =>
      `${source}: ${count(resolutionNs)} ns, offset ${duration(offsetNs / 1e6)}`,
  );
  return html`<section aria-labelledby="setup">
<h2 id="setup">What ran where</h2>
<div class="columns">
${list('Run', [
  ['Scenario', scenario.name],
  ...optionsInWords(run).map(([name, value]): Entry => [name, value]),
  ['Seed', String(run.seed)],
  ['First claim', scenario.claim],
  ['Client', html`${client.name} <span class="id">${client.file}</span>`],
  [
    'Retries',
    `${policy.tries} tries, ${duration(policy.timeoutMs)} time-out, pauses of ${duration(policy.minPauseMs)} to ${duration(policy.maxPauseMs)}`,
  ],
  [
    'Validity',
    `${validity.name}: ≥ ${validity.minMedianRivals} rivals, start within ${duration(validity.maxStartSpreadMs)}, CPU ≤ ${Math.round(validity.maxCpuBusy * 100)} %`,
  ],
  ['Budgets', run.budgets.source ?? 'none'],
])}
${list('Target', [
  ['Kind', target.kind],
  ['Address', target.url],
  ['Foreign host', target.foreignHost],
  [
    'Found before',
    run.foundBefore.length === 0 ? null : `${count(run.foundBefore.length)} orders, not of this run`,
  ],
  ['Topology', run.topology],
  ...Object.entries(target.settings).map(([name, value]): Entry => [name, value]),
])}
${list('Machine', [
  ['System', machine.os],
  ['CPU', `${machine.cores} × ${machine.cpu}`],
  ['Memory', bytes(machine.memoryBytes)],
  ['Fingerprint', html`<code>${machine.fingerprint}</code>`],
  ['Commit', commit],
  ['Clocks', clocks.join('; ')],
])}
${list('Versions', Object.entries(run.versions))}
${Object.keys(run.images).length > 0 && list('Images', Object.entries(run.images))}
</div>
${
  run.nodes.length > 0 &&
  html`<div class="scroll"><table class="dense"><caption>Nodes</caption><thead><tr><th scope="col">Node</th><th scope="col">Zone</th><th scope="col">Role</th><th scope="col">Image</th></tr></thead><tbody>
${run.nodes.map(
  ({
    name,
    zone,
    role,
    image,
  }) => html`<tr><th scope="row">${name}</th><td>${zone}</td><td>${role}</td><td><code>${image}</code></td></tr>
`,
)}</tbody></table></div>`
}
</section>`;
}

type Entry = [name: string, value: Content];

function list(title: string, entries: readonly Entry[]): Markup {
  const known = entries.filter(([, value]) => value !== null && value !== '');
  return html`<div class="list"><h3>${title}</h3><dl>${known.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl></div>`;
}
