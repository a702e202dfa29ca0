import { count, duration } from '../../numbers.ts';
import { wantedInWords } from '../../wanted.ts';
import { type PoolSeries, type SeatMap, type SeatState, seatStates } from '../data/page-data.ts';
import { html, type Markup } from '../markup.ts';
import type { PageInput } from '../page-input.ts';

const mostRows = 200;
/** Above, the map takes the whole width, and what is told of a seat stands below it. */
const wideAbove = 2_000;

const stateWords: Record<SeatState, string> = {
  unsold: 'unsold',
  sold: 'sold once',
  twice: 'sold twice',
  lost: 'acknowledged, then lost',
  unclear: 'unclear',
};

/** Who won what: the seat map, or for a pool what was sold over time. */
export function saleSection({ gathered, run }: PageInput): Markup {
  const { seats, pool } = gathered.page;
  const wanted = wantedInWords(run);
  if (pool) return poolSection(pool, { zero: gathered.page.zero, wanted });
  if (seats) return seatSection(seats, wanted);
  return html`<section aria-labelledby="sale"><h2 id="sale">Seats</h2><p>No seat appears in the evidence.</p></section>`;
}

function seatSection(seats: SeatMap, wanted: string): Markup {
  const tallies = seatStates.flatMap((state, digit) => {
    const number = seats.states.split('').filter((each) => Number(each) === digit).length;
    return number > 0 ? [{ state, number }] : [];
  });
  return html`<section aria-labelledby="sale">
<h2 id="sale">Seats</h2>
<p class="lead">${tallies.map(({ state, number }, at) => html`${at > 0 && ', '}${count(number)} ${stateWords[state]}`)}. Rivals a seat: ${rivalsInWords(seats.rivals)}.${wanted !== '' && ` ${wanted}`}</p>
<div class="seats needs-script${seats.ids.length > wideAbove && ' wide'}">
<div class="map">
<div class="tools"><label>Colour by <select id="seat-colour"><option value="rivals">rivals</option><option value="wonAt">time of the win</option></select></label><label>Find <input id="seat-find" type="search" size="10" autocomplete="off" spellcheck="false" placeholder="seat"></label></div>
<div id="seat-map"></div>
<div class="legend" id="seat-legend"></div>
</div>
<aside class="detail" id="seat-detail" aria-live="polite"><p class="note">Point at a seat, or walk with the arrow keys.</p></aside>
</div>
${seats.cuts.length > 0 && html`<p class="note">${seats.cuts.join(' ')}</p>`}
${seatTable(seats)}
</section>`;
}

function rivalsInWords(rivals: readonly number[]): string {
  const sorted = rivals.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  if (rivals.length === 1) return count(most);
  return least === most
    ? `${count(least)} each`
    : `${count(least)} to ${count(most)}, median ${count(median)}`;
}

/** The map for those who cannot see or run it: all seats when few, else those that are not simply sold. */
function seatTable(seats: SeatMap): Markup {
  const positions = seats.ids.map((_, at) => at);
  const odd = positions.filter((at) => seats.states[at] !== String(seatStates.indexOf('sold')));
  const shown = (positions.length <= mostRows ? positions : odd).slice(0, mostRows);
  if (shown.length === 0) return html``;
  const what =
    shown.length === positions.length
      ? 'All seats'
      : `${count(shown.length)} of ${count(odd.length)} seats that are not sold exactly once`;
  return html`<details><summary>As a table</summary><div class="scroll"><table class="dense"><caption>${what}</caption><thead><tr><th scope="col">Seat</th><th scope="col">State</th><th class="number" scope="col">Rivals</th><th class="number" scope="col">Tries</th><th scope="col">Buyer</th><th class="number" scope="col">Won at</th></tr></thead><tbody>
${shown.map((at) => {
  const wonAt = seats.wonAt[at] ?? null;
  const state = seatStates[Number(seats.states[at])] ?? 'unclear';
  return html`<tr><th scope="row">${seats.ids[at]}</th><td>${stateWords[state]}</td><td class="number">${seats.rivals[at]}</td><td class="number">${(seats.attempts ?? seats.rivals)[at]}</td><td>${(seats.owners?.[at] ?? []).join(', ')}</td><td class="number">${wonAt === null ? '' : duration(wonAt)}</td></tr>
`;
})}</tbody></table></div></details>`;
}

function poolSection(pool: PoolSeries, { zero, wanted }: { zero: string; wanted: string }): Markup {
  const asked = Math.max(1, pool.sold + pool.refused);
  const soldShare = (pool.sold / asked) * 100;
  return html`<section aria-labelledby="sale">
<h2 id="sale">Pool</h2>
<p class="lead">${count(pool.sold)} of ${count(pool.total)} tickets sold${pool.resources > 1 && ` from ${count(pool.resources)} pools`}; ${count(pool.refused)} tries refused.${wanted !== '' && ` ${wanted}`}</p>
<div class="share" role="img" aria-label="${count(pool.sold)} sold, ${count(pool.refused)} refused"><b class="sold" style="width:${soldShare.toFixed(2)}%">${count(pool.sold)} sold</b><b class="refused" style="width:${(100 - soldShare).toFixed(2)}%">${count(pool.refused)} refused</b></div>
<div id="pool-chart" class="chart needs-script"></div>
<details><summary>As a table</summary><div class="scroll"><table class="dense"><caption>By ${duration(pool.binMs)}, time since ${zero}</caption><thead><tr><th class="number" scope="col">From</th><th class="number" scope="col">Sold</th><th class="number" scope="col">Refused</th></tr></thead><tbody>
${pool.soldIn.map(
  (
    sold,
    bin,
  ) => html`<tr><th class="number" scope="row">${duration(pool.from + bin * pool.binMs)}</th><td class="number">${sold}</td><td class="number">${pool.refusedIn[bin]}</td></tr>
`,
)}</tbody></table></div></details>
</section>`;
}
