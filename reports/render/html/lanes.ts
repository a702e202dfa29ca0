import { count, duration } from '../numbers.ts';
import type { TrailOperation } from './data/page-data.ts';
import { html, type Markup } from './markup.ts';

const mostLanes = 14;

/**
 * Operations on a small time axis, one lane a buyer, `first` buyers on top. What never ended fades out to the
 * right. Times are ms since the page's zero. Drawn with percentages alone, so it fits any width and prints.
 */
export function lanes(operations: readonly TrailOperation[], first: readonly string[] = []): Markup {
  const times = operations.flatMap(({ invoked, ended }) => [invoked, ended ?? invoked]);
  const from = Math.min(...times);
  const last = Math.max(...times, from + 0.001);
  // What never ended needs room to fade out in.
  const to = operations.some(({ ended }) => ended === null)
    ? Math.max(from + (last - from) * 1.25, from + 1)
    : last;
  const left = (at: number) => Number((((at - from) / (to - from)) * 100).toFixed(2));
  const byBuyer = [...Map.groupBy(operations, ({ process }) => process)].sort(
    ([a], [b]) => Number(first.includes(b)) - Number(first.includes(a)),
  );
  const hidden = byBuyer.length - mostLanes;
  return html`<div class="lanes" role="img" aria-label="${spoken(operations)}">
${byBuyer.slice(0, mostLanes).map(
  ([
    buyer,
    own,
  ]) => html`<div class="lane"><span class="who" title="${buyer}">${buyer}</span><span class="track">${own.map((operation) => bar(operation, left))}</span></div>
`,
)}<div class="lane scale" aria-hidden="true"><span class="who">${hidden > 0 ? `and ${count(hidden)} more` : ''}</span><span class="track"><i>${duration(from)}</i><i>${duration((from + to) / 2)}</i><i>${duration(to)}</i></span></div>
</div>`;
}

function bar(operation: TrailOperation, left: (at: number) => number): Markup {
  const { f, outcome, invoked, ended, index } = operation;
  const begin = left(invoked);
  const width = ended === null ? 100 - begin : left(ended) - begin;
  const took = ended === null ? 'never answered' : `took ${duration(ended - invoked)}`;
  const title = `${f} ${outcome}, sent at ${duration(invoked)}, ${took}, history line ${index + 1}`;
  return html`<b class="op ${outcome}${ended === null ? ' open' : ''}" style="left:${begin}%;width:${width}%" title="${title}">${f}</b>`;
}

function spoken(operations: readonly TrailOperation[]): string {
  const said = operations
    .slice(0, 12)
    .map(({ process, f, outcome, invoked }) => `${process} ${f} ${outcome} at ${duration(invoked)}`);
  return `Operations over time: ${said.join('; ')}`;
}
