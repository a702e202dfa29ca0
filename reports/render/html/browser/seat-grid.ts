import { type SeatMap, seatStates } from '../data/page-data.ts';
import { colour } from './dom.ts';

export type ColourBy = 'rivals' | 'wonAt';

const tones = 7;
const cell = { least: 5, most: 46, labelled: 24 };
const mostHeight = 460;

/** Where seats stand: columns and cell size for a width, so that 100 seats are large and 20,000 still fit. */
export interface Grid {
  columns: number;
  /** px, gap included. */
  size: number;
  width: number;
  height: number;
}

export function gridFor(seats: number, width: number): Grid {
  const size = Math.min(cell.most, Math.max(cell.least, Math.floor(Math.sqrt((width * mostHeight) / seats))));
  let columns = Math.max(1, Math.floor(width / size));
  // Tens are how seats are counted; keep to them where that costs little room.
  if (columns > 10 && seats < 2_000) columns -= columns % 10;
  columns = Math.min(columns, seats);
  return { columns, size, width: columns * size, height: Math.ceil(seats / columns) * size };
}

/** Draws every seat: colour for rivals or time of the win, and a mark of its own for what is not simply sold. */
export function drawSeats(canvas: HTMLCanvasElement, seats: SeatMap, grid: Grid, by: ColourBy): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = grid.width * ratio;
  canvas.height = grid.height * ratio;
  canvas.style.width = `${grid.width}px`;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(ratio, ratio);
  const paint = palette(seats, by);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `500 ${Math.round(grid.size * 0.32)}px ${getComputedStyle(document.body).fontFamily}`;
  for (let at = 0; at < seats.ids.length; at++) drawSeat(context, { seats, grid, paint }, at);
}

interface Drawing {
  seats: SeatMap;
  grid: Grid;
  paint: Palette;
}

function drawSeat(context: CanvasRenderingContext2D, { seats, grid, paint }: Drawing, at: number): void {
  const gap = grid.size > 12 ? 3 : 1;
  const x = (at % grid.columns) * grid.size;
  const y = Math.floor(at / grid.columns) * grid.size;
  const side = grid.size - gap;
  const state = seatStates[Number(seats.states[at])] ?? 'unclear';
  const tone = paint.toneOf(at);
  context.beginPath();
  context.roundRect(x, y, side, side, grid.size > 12 ? 4 : 1);
  if (state === 'unsold') {
    context.fillStyle = paint.empty;
    context.fill();
    context.strokeStyle = paint.line;
    context.stroke();
  } else {
    context.fillStyle =
      state === 'sold' ? (paint.tones[tone] ?? paint.empty) : state === 'unclear' ? paint.unclear : paint.bad;
    context.fill();
  }
  if (grid.size < cell.labelled) return;
  const loud = state === 'twice' || state === 'lost';
  context.fillStyle = loud ? paint.card : state === 'sold' && tone >= 4 ? paint.onHigh : paint.onLow;
  const label =
    state === 'twice'
      ? '×2'
      : state === 'lost'
        ? '!'
        : state === 'unclear'
          ? '?'
          : String(seats.rivals[at] ?? '');
  context.fillText(label, x + side / 2, y + side / 2 + 0.5);
}

interface Palette {
  tones: string[];
  toneOf: (at: number) => number;
  empty: string;
  line: string;
  bad: string;
  unclear: string;
  card: string;
  onLow: string;
  onHigh: string;
}

function palette(seats: SeatMap, by: ColourBy): Palette {
  const values = by === 'rivals' ? seats.rivals : seats.wonAt;
  const { least, most } = rangeOf(values);
  return {
    tones: Array.from({ length: tones }, (_, tone) => colour(`ramp-${tone + 1}`)),
    toneOf: (at) => {
      const value = values[at] ?? null;
      if (value === null || most === least) return 3;
      return Math.min(tones - 1, Math.floor(((value - least) / (most - least)) * tones));
    },
    empty: colour('card'),
    line: colour('refused'),
    bad: colour('error'),
    unclear: colour('unknown'),
    card: colour('card'),
    onLow: colour('on-ramp-low'),
    onHigh: colour('on-ramp-high'),
  };
}

/** Smallest and largest of a column (20,000 values are too many to spread into arguments). */
export function rangeOf(values: readonly (number | null)[]): { least: number; most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value === null) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { least, most };
}
