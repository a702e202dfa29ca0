import type { Operation } from '../../../evidence/history.ts';
import type { LedgerRow } from '../../../evidence/ledger.ts';
import { type LoadWindow, sinceZero } from './load-window.ts';
import { type SeatMap, type SeatState, seatStates, type TrailOperation } from './page-data.ts';

interface Seat {
  id: string;
  rivals: Set<string>;
  /** When each try was sent, ns since the epoch. */
  asked: number[];
  /** Acknowledged bookings not cancelled, by order. */
  acknowledged: Map<string, { buyer: string; at: number; asked: number }>;
  cancelled: Set<string>;
  /** Confirmed orders of the ledger, with their buyer. */
  confirmed: Map<string, string>;
  unanswered: number;
  trail: TrailOperation[] | null;
}

export interface SeatMapSettings {
  window: LoadWindow;
  claim: string;
  /** Seats named by findings: their operations are always kept. */
  named: ReadonlySet<string>;
  /** Whether the ledger holds every order, so that an absent one means something. */
  ledgerTells: boolean;
}

/** Together they keep the page's data below about 700 kB. */
const limits = {
  seats: 50_000,
  trailOperations: 4_000,
  trailOfNamed: 60,
  idBytes: 250_000,
  nameBytes: 450_000,
};

/** Gathers who tried for each seat and who has it, from operations and ledger rows in any order. */
export class SeatMapBuilder {
  readonly #settings: SeatMapSettings;
  readonly #seats = new Map<string, Seat>();
  #kept = 0;
  #trailsCut = false;

  constructor(settings: SeatMapSettings) {
    this.#settings = settings;
  }

  addOperation(operation: Operation): void {
    for (const id of operation.key) {
      const seat = this.#seat(id);
      this.#count(seat, operation);
      this.#keep(seat, operation);
    }
  }

  addLedgerRow(row: LedgerRow): void {
    if (row.kind === 'stock') this.#seat(row.resource);
    if (row.kind !== 'order' || row.state !== 'confirmed') return;
    for (const id of row.resources) this.#seat(id).confirmed.set(row.id, row.buyer);
  }

  /** Seats in the natural order of their ids; what had to be cut is said. Null when there is no seat. */
  build(): SeatMap | null {
    const seats = [...this.#seats.values()].sort((a, b) => natural.compare(a.id, b.id));
    return seats.length === 0 ? null : this.#columns(seats.slice(0, limits.seats), seats.length);
  }

  #seat(id: string): Seat {
    const known = this.#seats.get(id);
    if (known) return known;
    const seat: Seat = {
      id,
      rivals: new Set(),
      asked: [],
      acknowledged: new Map(),
      cancelled: new Set(),
      confirmed: new Map(),
      unanswered: 0,
      trail: [],
    };
    this.#seats.set(id, seat);
    return seat;
  }

  #count(seat: Seat, operation: Operation): void {
    const { f, outcome, process, invoked, ended, value, idempotencyKey, index } = operation;
    if (f === this.#settings.claim) {
      seat.rivals.add(process);
      seat.asked.push(invoked);
    }
    const order = value.order ?? idempotencyKey ?? String(index);
    if (f === 'book' && outcome === 'ok') {
      seat.acknowledged.set(order, { buyer: process, at: ended ?? invoked, asked: invoked });
    }
    if (f === 'book' && outcome === 'info') seat.unanswered++;
    if (f === 'cancel' && outcome === 'ok') seat.cancelled.add(order);
  }

  #keep(seat: Seat, operation: Operation): void {
    const named = this.#settings.named.has(seat.id);
    if (seat.trail === null || (!named && this.#trailsCut)) return;
    if (named && seat.trail.length >= limits.trailOfNamed) return;
    const { index, process, f, outcome } = operation;
    const invoked = sinceZero(this.#settings.window, operation.invoked);
    const ended = operation.ended === null ? null : sinceZero(this.#settings.window, operation.ended);
    seat.trail.push({ index, process, f, outcome, invoked, ended });
    if (!named && ++this.#kept > limits.trailOperations) this.#cutTrails();
  }

  #cutTrails(): void {
    this.#trailsCut = true;
    for (const seat of this.#seats.values()) if (!this.#settings.named.has(seat.id)) seat.trail = null;
  }

  #columns(seats: readonly Seat[], total: number): SeatMap {
    const { window } = this.#settings;
    const won = seats.map(winner);
    const { ids, idsShortened } = fitIds(seats.map(({ id }) => id));
    const owners = seats.map((seat) => this.#owners(seat));
    const fits = bytes(ids) + bytes(owners) <= limits.nameBytes;
    const repeated = seats.some(({ asked, rivals }) => asked.length !== rivals.size);
    return {
      total,
      ids,
      idsShortened,
      states: seats.map((seat) => seatStates.indexOf(this.#state(seat))).join(''),
      rivals: seats.map(({ rivals }) => rivals.size),
      attempts: repeated ? seats.map(({ asked }) => asked.length) : null,
      owners: fits ? owners : null,
      wonAt: won.map((first) => first && Math.round(sinceZero(window, first.at) * 10) / 10),
      place: this.#trailsCut ? null : seats.map((seat, at) => placeOf(seat, won[at] ?? null)),
      trails: Object.fromEntries(
        seats.flatMap(({ trail }, at) => (trail && trail.length > 0 ? [[at, trail]] : [])),
      ),
      cuts: [
        ...(total > seats.length ? [`The map shows the first ${seats.length} of ${total} seats.`] : []),
        ...(idsShortened ? ['Long seat ids are shown by their shortest unique beginning.'] : []),
        ...(fits ? [] : ['Buyers are left out of the map; the ledger has them.']),
        ...(this.#trailsCut
          ? ['Operations are kept only for seats that a finding names; the history has all.']
          : []),
      ],
    };
  }

  #owners(seat: Seat): string[] | null {
    const live = this.#settings.ledgerTells ? [...seat.confirmed.values()] : [];
    const names = [...live, ...acknowledgedAndKept(seat).map(({ buyer }) => buyer)];
    return names.length === 0 ? null : [...new Set(names)];
  }

  #state(seat: Seat): SeatState {
    const acknowledged = acknowledgedAndKept(seat).length;
    const confirmed = seat.confirmed.size;
    if (acknowledged > 1 || confirmed > 1) return 'twice';
    if (acknowledged === 1 && confirmed === 0 && this.#settings.ledgerTells) return 'lost';
    if (acknowledged + confirmed > 0) return 'sold';
    return seat.unanswered > 0 && !this.#settings.ledgerTells ? 'unclear' : 'unsold';
  }
}

function acknowledgedAndKept(seat: Seat) {
  return [...seat.acknowledged].flatMap(([order, booking]) => (seat.cancelled.has(order) ? [] : [booking]));
}

function winner(seat: Seat) {
  const bookings = acknowledgedAndKept(seat);
  return bookings.reduce<(typeof bookings)[number] | null>(
    (first, each) => (first === null || each.at < first.at ? each : first),
    null,
  );
}

/** How many buyers, the winner included, had asked by the time the winner first did; null where operations were cut. */
function placeOf(seat: Seat, won: { buyer: string } | null): number | null {
  if (!won || !seat.trail) return null;
  const own = seat.trail.filter(({ process }) => process === won.buyer).map(({ invoked }) => invoked);
  if (own.length === 0) return null;
  const first = Math.min(...own);
  const earlier = new Set(
    seat.trail
      .filter(({ process, invoked }) => process !== won.buyer && invoked < first)
      .map(({ process }) => process),
  );
  return earlier.size + 1;
}

/** Ids as they are when they fit, else their shortest beginnings that still tell all apart. */
function fitIds(ids: readonly string[]): { ids: string[]; idsShortened: boolean } {
  const longest = Math.max(...ids.map(({ length }) => length));
  if (bytes(ids) <= limits.idBytes) return { ids: [...ids], idsShortened: false };
  for (let length = 4; length < longest; length++) {
    const short = ids.map((id) => id.slice(0, length));
    if (new Set(short).size === ids.length) return { ids: short, idsShortened: true };
  }
  return { ids: [...ids], idsShortened: false };
}

const bytes = (column: readonly unknown[]) => JSON.stringify(column).length;
const natural = new Intl.Collator('en', { numeric: true });
