import { count, duration } from '../../numbers.ts';
import { type SeatMap, seatStates } from '../data/page-data.ts';
import { lanes } from '../lanes.ts';
import { type Content, html, type Markup } from '../markup.ts';

const stateWords = {
  unsold: 'Unsold',
  sold: 'Sold once',
  twice: 'Sold twice',
  lost: 'Acknowledged, then lost',
  unclear: 'Unclear: an answer is missing',
} as const;

/** What is known of one seat: who has it, how many tried, and their operations as lanes. */
export function seatDetail(seats: SeatMap, at: number): Markup {
  const state = seatStates[Number(seats.states[at])] ?? 'unclear';
  const owners = seats.owners?.[at] ?? null;
  const wonAt = seats.wonAt[at] ?? null;
  const place = seats.place?.[at] ?? null;
  const rivals = seats.rivals[at] ?? 0;
  const tries = seats.attempts?.[at] ?? rivals;
  const trail = seats.trails[at];
  const facts: [string, Content][] = [
    [owners && owners.length > 1 ? 'Buyers' : 'Buyer', owners ? owners.join(', ') : null],
    ['Won at', wonAt === null ? null : duration(wonAt)],
    ['Asked as', place === null ? null : `number ${count(place)} of ${count(rivals)}`],
    ['Rivals', count(rivals)],
    ['Tries', tries === rivals ? null : count(tries)],
  ];
  return html`<h3>${seats.ids[at]}${seats.idsShortened && '…'}</h3><p>${stateWords[state]}</p><dl>${facts.map(
    ([name, value]) => value !== null && html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl>${
    trail &&
    lanes(
      trail.toSorted((a, b) => a.invoked - b.invoked),
      owners ?? [],
    )
  }`;
}
