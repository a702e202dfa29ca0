import { count, duration, measured, percent } from '../../numbers.ts';
import { headline, saleInWords, tally, words } from '../../wording.ts';
import { html, type Markup } from '../markup.ts';
import type { PageInput } from '../page-input.ts';

/** First on the page: the word, the sentence, and the figures by which a run is known. */
export function verdictSection(input: PageInput): Markup {
  const { run, verdict } = input;
  const broken = run.target.settings.broken;
  const sold = verdict.verdict === 'pass' ? null : saleInWords(run, verdict);
  return html`<header class="verdict ${verdict.verdict}">
<p class="run"><strong>${run.scenario.name}</strong> on ${targetInWords(input)} · <time datetime="${run.startedAt}">${at(run.startedAt)}</time> · seed ${run.seed}</p>
<h1><span class="word">${words[verdict.verdict]}</span> <span class="sentence">${capital(headline(run, verdict))}</span></h1>
<p class="tally">${sold ? html`${sold} ` : ''}${capital(tally(verdict))}.${broken ? html` The target was started with the planted fault <code>${broken}</code>.` : ''}${run.failure ? html` The run broke off in its phase «${run.failure.phase}»: ${run.failure.message}` : ''}</p>
${figures(input)}
</header>`;
}

function targetInWords({ run }: PageInput): string {
  const { kind, name, url, foreignHost } = run.target;
  if (kind === 'reference') return `the reference target${run.topology ? `, topology ${run.topology}` : ''}`;
  return `${name} at ${foreignHost ?? url}`;
}

/** `[label, value, note]`; a figure that was not measured is left out. */
function figures({ run, verdict, gathered }: PageInput): Markup {
  const of = (name: string) => verdict.measurements[name];
  const shown = (name: string) => {
    const measurement = of(name);
    return measurement ? measured(measurement) : null;
  };
  const spread = gathered.startSpreadMs;
  const errors = of('http.errors');
  const entries: [string, string | null, string][] = [
    [
      'Buyers',
      shown('contention.buyers') ?? count(run.scenario.buyers),
      `for ${count(run.scenario.inventory)} ${run.client.sells === 'seat' ? 'seat' : 'ticket'}${run.scenario.inventory === 1 ? '' : 's'}`,
    ],
    ['Granted', shown('contention.granted'), 'ended with a booking'],
    ['Refused', shown('contention.refused'), 'ended with a refusal'],
    ['Indeterminate', shown('contention.indeterminate'), 'ended without a clear answer'],
    ['Decided in', shown('contention.decided'), 'first try sent to last answer'],
    ['Start spread', spread === null ? null : duration(spread), 'first to last buyer’s first try'],
    ['Requests', shown('http.rate'), errors ? `${percent(errors.value)} errors` : ''],
    ['p50', shown('http.p50'), 'all requests'],
    ['p95', shown('http.p95'), 'all requests'],
    ['p99', shown('http.p99'), 'all requests'],
    ['Deadlocks', shown('database.deadlocks'), 'by PostgreSQL’s own count'],
    ['Conflicts', shown('target.conflicts'), 'rivals that came between'],
    ['Retries', shown('target.retries'), 'asked again by the target'],
    ['Lock time-outs', shown('target.lock-timeouts'), 'or tries used up'],
  ];
  const known = entries.filter(([, value]) => value !== null);
  return html`<dl class="figures">
${known.map(
  ([label, value, note]) => html`<div><dt>${label}</dt><dd>${value}<small>${note}</small></dd></div>
`,
)}</dl>`;
}

const at = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
