/**
 * What the page's script is given, as JSON in the page. Times are ms since the page's time zero (see
 * {@link PageData.zero}); a null in a series is a bin in which nothing ended.
 */
export interface PageData {
  /** What happened at time zero: `the barrier opened`. */
  zero: string;
  /** The stretch every time axis shows, in ms since zero. */
  span: { from: number; to: number };
  load: LoadSeries | null;
  cpu: CpuSeries | null;
  bands: Band[];
  marks: Mark[];
  seats: SeatMap | null;
  pool: PoolSeries | null;
}

/** Throughput and latency in bins of equal width; the first begins at `from`. */
export interface LoadSeries {
  /** Where the bins come from: single operations of the history, or the timeline's seconds. */
  source: 'history' | 'timeline';
  binMs: number;
  from: number;
  series: NamedSeries[];
}

/** One operation or route, or all together (the first of the list). Latencies are in ms. */
export interface NamedSeries {
  name: string;
  done: number[];
  refused: number[];
  /** Outcome unknown, no answer, or a 5xx. */
  errors: number[];
  p50: (number | null)[];
  p95: (number | null)[];
  p99: (number | null)[];
  max: (number | null)[];
}

/** Cores in use, by node, in bins of equal width. `machine` is all that the machine did. */
export interface CpuSeries {
  cores: number;
  binMs: number;
  from: number;
  machine: (number | null)[];
  nodes: { name: string; used: (number | null)[] }[];
}

/** A stretch of time with a name: a phase; later, a fault and how long it lasted. */
export interface Band {
  name: string;
  kind: 'phase' | 'fault';
  from: number;
  to: number;
}

/** A moment with a name. */
export interface Mark {
  name: string;
  at: number;
}

export const seatStates = ['unsold', 'sold', 'twice', 'lost', 'unclear'] as const;
/**
 * `twice`: two live bookings, in the ledger or acknowledged. `lost`: acknowledged, and not in a whole ledger.
 * `unclear`: nobody is known to have it, and an answer is missing.
 */
export type SeatState = (typeof seatStates)[number];

/** Columns, one entry a seat, in the order in which they are drawn. */
export interface SeatMap {
  /** Seats there are; `ids` may hold fewer. */
  total: number;
  ids: string[];
  /** Long ids were cut to their shortest unique beginning. */
  idsShortened: boolean;
  /** A digit a seat: its position in {@link seatStates}. */
  states: string;
  /** Different buyers who tried. */
  rivals: number[];
  /** Times a seat was tried for, retries included; null when nobody tried twice. */
  attempts: number[] | null;
  /** Who has it (or several, when sold twice); null for all where names were cut. */
  owners: (string[] | null)[] | null;
  wonAt: (number | null)[];
  /** The winner was the nth to ask; null for all where operations were cut. */
  place: (number | null)[] | null;
  /** Operations on a seat, by its position; only where few enough to embed. */
  trails: Record<string, TrailOperation[]>;
  /** What was left out to keep the page small, in sentences. */
  cuts: string[];
}

/** One operation to draw: buyers as lanes, time across. Times are ms since zero. */
export interface TrailOperation {
  /** 0-based line of the history where it begins. */
  index: number;
  process: string;
  f: string;
  outcome: string;
  invoked: number;
  ended: number | null;
}

/** Units sold and buyers refused in bins of equal width. */
export interface PoolSeries {
  resources: number;
  total: number;
  sold: number;
  refused: number;
  binMs: number;
  from: number;
  soldIn: number[];
  refusedIn: number[];
}
