import { count, duration } from '../../numbers.ts';
import { type PageData, type SeatMap, seatStates } from '../data/page-data.ts';
import { html } from '../markup.ts';
import { byId, chosenValue, colour, fill, onRedraw } from './dom.ts';
import { seatDetail } from './seat-detail.ts';
import { type ColourBy, drawSeats, type Grid, gridFor, rangeOf } from './seat-grid.ts';

/** The seat map: pointer, touch and arrow keys choose a seat; the panel beside it tells of it. */
export function seatMap({ seats }: PageData): void {
  const frame = byId('seat-map');
  if (frame && seats) new SeatMapView(frame, seats).start();
}

class SeatMapView {
  readonly #frame: HTMLElement;
  readonly #seats: SeatMap;
  readonly #canvas = document.createElement('canvas');
  readonly #cursor = document.createElement('span');
  #grid: Grid;
  #at = 0;
  /** A clicked seat stays when the pointer moves on. */
  #pinned = false;

  constructor(frame: HTMLElement, seats: SeatMap) {
    this.#frame = frame;
    this.#seats = seats;
    this.#grid = gridFor(seats.ids.length, frame.clientWidth);
  }

  start(): void {
    const { states, ids } = this.#seats;
    this.#canvas.tabIndex = 0;
    this.#canvas.setAttribute('role', 'application');
    this.#canvas.setAttribute(
      'aria-label',
      `Seat map of ${count(ids.length)} seats. Arrow keys walk from seat to seat; the panel tells of each.`,
    );
    this.#frame.style.position = 'relative';
    Object.assign(this.#cursor.style, {
      position: 'absolute',
      pointerEvents: 'none',
      borderRadius: '5px',
      boxSizing: 'border-box',
    });
    this.#frame.replaceChildren(this.#canvas, this.#cursor);
    this.#canvas.addEventListener('pointermove', (event) => this.#point(event, false));
    this.#canvas.addEventListener('click', (event) => this.#point(event, true));
    this.#canvas.addEventListener('keydown', (event) => this.#key(event));
    byId('seat-colour')?.addEventListener('change', () => this.#draw(null));
    byId('seat-find')?.addEventListener('input', () => this.#find());
    onRedraw((paperWidth) => this.#draw(paperWidth));
    const odd = [...states].findIndex((digit) => digit !== String(seatStates.indexOf('sold')));
    this.#at = Math.max(0, odd);
    this.#draw(null);
    this.#choose(this.#at);
  }

  #draw(paperWidth: number | null): void {
    this.#grid = gridFor(this.#seats.ids.length, paperWidth ?? this.#frame.clientWidth);
    const by: ColourBy = chosenValue('seat-colour') === 'wonAt' ? 'wonAt' : 'rivals';
    drawSeats(this.#canvas, this.#seats, this.#grid, by);
    this.#moveCursor();
    const element = byId('seat-legend');
    if (element) fill(element, legend(this.#seats, by));
  }

  #choose(at: number): void {
    this.#at = Math.min(this.#seats.ids.length - 1, Math.max(0, at));
    this.#moveCursor();
    const panel = byId('seat-detail');
    if (panel) fill(panel, seatDetail(this.#seats, this.#at));
  }

  #moveCursor(): void {
    const { size, columns } = this.#grid;
    Object.assign(this.#cursor.style, {
      left: `${(this.#at % columns) * size - 2}px`,
      top: `${Math.floor(this.#at / columns) * size - 2}px`,
      width: `${size + (size > 12 ? 1 : 3)}px`,
      height: `${size + (size > 12 ? 1 : 3)}px`,
      border: `2px solid ${colour('ink')}`,
    });
  }

  #point(event: MouseEvent, pin: boolean): void {
    if (this.#pinned && !pin) return;
    const column = Math.floor(event.offsetX / this.#grid.size);
    const at = Math.floor(event.offsetY / this.#grid.size) * this.#grid.columns + column;
    if (column >= this.#grid.columns || at < 0 || at >= this.#seats.ids.length) return;
    if (pin) this.#pinned = !this.#pinned || at !== this.#at;
    if (at !== this.#at) this.#choose(at);
  }

  #key(event: KeyboardEvent): void {
    const { columns } = this.#grid;
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -this.#at,
      End: this.#seats.ids.length,
    };
    const step = steps[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#pinned = true;
    this.#choose(this.#at + step);
  }

  #find(): void {
    const wanted = chosenValue('seat-find').trim().toLowerCase();
    if (wanted === '') return;
    const { ids, idsShortened } = this.#seats;
    const found = ids.findIndex(
      (id) => id.toLowerCase().startsWith(wanted) || (idsShortened && wanted.startsWith(id.toLowerCase())),
    );
    if (found === -1) return;
    this.#pinned = true;
    this.#choose(found);
  }
}

function legend(seats: SeatMap, by: ColourBy) {
  const { least, most } = rangeOf(by === 'rivals' ? seats.rivals : seats.wonAt);
  const said = by === 'rivals' ? count : duration;
  const ramp = [1, 2, 3, 4, 5, 6, 7].map((tone) => html`<i style="background:var(--ramp-${tone})"></i>`);
  const one = html`<span><i style="background:var(--ramp-4)"></i>${said(least)} rivals each</span>`;
  const has = (state: (typeof seatStates)[number]) =>
    seats.states.includes(String(seatStates.indexOf(state)));
  return html`${Number.isFinite(least) && (least === most && by === 'rivals' ? one : html`<span class="ramp">${said(least)} ${ramp} ${said(most)}${by === 'rivals' && ' rivals'}</span>`)}
${has('twice') && html`<span><i style="background:var(--error)"></i>sold twice (×2)</span>`}
${has('lost') && html`<span><i style="background:var(--error)"></i>acknowledged, then lost (!)</span>`}
${has('unclear') && html`<span><i style="background:var(--unknown)"></i>unclear (?)</span>`}
${has('unsold') && html`<span><i style="border-color:var(--refused)"></i>unsold</span>`}`;
}
