import type { Database, Statement } from '../database/database.ts';
import type { HoldRequest, SeatStrategy } from '../domain/holding.ts';
import { trustingParts } from './trusting-orders.ts';
import { seatGuards, takeSeats } from './unguarded-seats.ts';
import type { Variant } from './variant.ts';

const loadStock: Statement = {
  name: 'broken-load-stock',
  text: 'SELECT id::text AS id FROM seats WHERE event_id = $1',
};

/** Who has a seat, as far as this process knows; null for nobody. */
type Stock = Map<string, { userId: string; untilMs: number } | null>;

/** Each process reads the stock once and counts it down in its own memory. */
function holdInMemory(database: Database, holdSeconds: number): SeatStrategy {
  const stocks = new Map<string, Promise<Stock>>();

  async function read(eventId: string): Promise<Stock> {
    const seats = await database.read<{ id: string }>(loadStock, [eventId]);
    return new Map(seats.map(({ id }) => [id, null]));
  }

  function stockOf(eventId: string): Promise<Stock> {
    const known = stocks.get(eventId) ?? read(eventId);
    stocks.set(eventId, known);
    // What could not be read is read again by the next buyer.
    known.catch(() => stocks.delete(eventId));
    return known;
  }

  return {
    name: 'stock-in-memory',
    async hold(request: HoldRequest) {
      const { userId, eventId, seatIds } = request;
      const stock = await stockOf(eventId);
      const nowMs = Date.now();
      if (!seatIds.every((id) => stock.has(id))) return { kind: 'refused', code: 'seat_not_found' };
      const isFree = (id: string) => {
        const holder = stock.get(id);
        return holder == null || holder.userId === userId || holder.untilMs <= nowMs;
      };
      if (!seatIds.every(isFree)) return { kind: 'refused', code: 'seat_taken' };
      const before = seatIds.map((id) => [id, stock.get(id) ?? null] as const);
      for (const id of seatIds) stock.set(id, { userId, untilMs: nowMs + holdSeconds * 1_000 });
      try {
        return await takeSeats(database.write.bind(database), request, holdSeconds);
      } catch (error) {
        for (const [id, holder] of before) stock.set(id, holder);
        throw error;
      }
    },
  };
}

/**
 * Each instance believes that it has all of the stock. Within one, a seat goes to one buyer; two instances
 * sell it twice. Nothing else guards it: the fast layer is off, and the index on live lines and the count of
 * what is left, which would refuse the second, are taken away.
 */
export const stockInMemory: Variant = {
  name: 'stock-in-memory',
  summary: 'each instance counts the stock in its own memory, as if it had all of it',
  unmask: seatGuards,
  alter(sound) {
    const strategy = holdInMemory(sound.database, sound.strategyParts.holdSeconds);
    return { ...sound.parts, ...trustingParts(sound), strategy };
  },
};
