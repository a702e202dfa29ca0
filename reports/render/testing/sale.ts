import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HistoryLine, OperationName } from '../../evidence/history.ts';

/** What a made-up sale is asked to be. */
export interface SaleSettings {
  buyers: number;
  /** Ids of the seats; one id for a pool. */
  resources: readonly string[];
  /** How many units of each resource there are: 1 for a seat. */
  units: number;
  seed: number;
  /** Sell this many of the seats to a second buyer as well. */
  soldTwice: number;
  /** Stop writing at this share of the operations, as a killed generator does; 1 for all. */
  writtenShare: number;
}

/** One operation as the made-up shop served it. Times are ns since the epoch. */
export interface ServedOperation {
  process: string;
  f: OperationName;
  resource: string;
  order: string | null;
  invoked: number;
  ended: number;
  outcome: 'ok' | 'fail';
  error: string | null;
}

export interface Sale {
  operations: ServedOperation[];
  /** In the order a recorder would have written them. */
  lines: HistoryLine[];
  bookings: { order: string; buyer: string; resource: string; at: number }[];
  /** ns since the epoch at which the buyers were let go. */
  releasedAt: number;
  endedAt: number;
}

interface Arrival {
  at: number;
  /** When it reaches the shop: not in the order in which it was sent. */
  due: number;
  process: string;
  f: OperationName;
  resource: string;
  order: string | null;
}

const millisecond = 1_000_000;
const releasedAt = 4_200 * millisecond;
const nextStep: Partial<Record<OperationName, OperationName>> = { hold: 'order', order: 'book' };

/**
 * A sale as a single-queue shop would serve it: every buyer arrives within 60 ms, each request is served in
 * turn (so waiting grows as the queue does), the first to be served gets the resource. The same settings give
 * the same sale.
 */
export function simulateSale(settings: SaleSettings): Sale {
  const random = xoroshiro128plus(settings.seed);
  const between = (from: number, to: number) => uniformInt(random, from, to);
  const sent = (at: number) => ({ at, due: at + between(100, 12_000) * 1_000 });
  const left = new Map(settings.resources.map((id) => [id, settings.units]));
  for (const id of settings.resources.slice(0, settings.soldTwice)) left.set(id, settings.units + 1);
  const claim = settings.units > 1 ? 'order' : 'hold';
  const waiting: Arrival[] = Array.from({ length: settings.buyers }, (_, buyer) => ({
    ...sent(releasedAt + between(0, 60_000) * 1_000),
    process: `buyer-${String(buyer + 1).padStart(4, '0')}`,
    f: claim,
    resource: settings.resources[buyer % settings.resources.length] ?? '',
    order: null,
  }));
  waiting.sort((a, b) => a.due - b.due);
  const sale: Sale = { operations: [], lines: [], bookings: [], releasedAt, endedAt: releasedAt };
  let free = releasedAt;
  for (let served = 0; served < waiting.length; served++) {
    const arrival = waiting[served];
    if (!arrival) break;
    const stock = left.get(arrival.resource) ?? 0;
    const refused = arrival.f === claim && stock === 0;
    if (arrival.f === claim && !refused) left.set(arrival.resource, stock - 1);
    free = Math.max(free, arrival.due) + between(refused ? 350 : 900, refused ? 650 : 1_600) * 1_000;
    // Mostly quick to come back, now and then slow, as answers over a busy network are.
    const slow = between(0, 19) === 0 ? between(10_000, 60_000) : between(200, 9_000);
    const ended = free + slow * 1_000;
    const order = arrival.f === 'order' ? `order-${sale.operations.length}` : arrival.order;
    sale.operations.push({
      process: arrival.process,
      f: arrival.f,
      resource: arrival.resource,
      order,
      invoked: arrival.at,
      ended,
      outcome: refused ? 'fail' : 'ok',
      error: refused ? (between(0, 4) === 0 ? 'sold-out' : 'taken') : null,
    });
    const next = nextStep[arrival.f];
    if (!refused && next) {
      insertByTime(
        waiting,
        { ...arrival, ...sent(ended + between(300, 3_000) * 1_000), f: next, order },
        served + 1,
      );
    }
    if (arrival.f === 'book' && order)
      sale.bookings.push({ order, buyer: arrival.process, resource: arrival.resource, at: ended });
    sale.endedAt = Math.max(sale.endedAt, ended);
  }
  sale.lines = historyLines(sale.operations).slice(
    0,
    Math.ceil(settings.writtenShare * sale.operations.length * 2),
  );
  return sale;
}

function insertByTime(waiting: Arrival[], arrival: Arrival, from: number): void {
  let low = from;
  let high = waiting.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((waiting[middle]?.due ?? 0) <= arrival.due) low = middle + 1;
    else high = middle;
  }
  waiting.splice(low, 0, arrival);
}

function historyLines(operations: readonly ServedOperation[]): HistoryLine[] {
  const lines: HistoryLine[] = [];
  for (const operation of operations) {
    const same = { process: operation.process, f: operation.f, key: [operation.resource] };
    const idempotencyKey = `${operation.process}-${operation.f}`;
    lines.push({
      time: operation.invoked,
      ...same,
      type: 'invoke',
      value: null,
      idempotencyKey,
    } as HistoryLine);
    lines.push({
      time: operation.ended,
      ...same,
      type: operation.outcome,
      value: endValue(operation),
      idempotencyKey,
      ...(operation.error ? { error: operation.error } : {}),
    } as HistoryLine);
  }
  return lines.sort((a, b) => a.time - b.time);
}

function endValue(operation: ServedOperation): Record<string, unknown> | null {
  if (operation.outcome === 'fail') return null;
  if (operation.f === 'hold') return { ttlMs: 300_000 };
  return { order: operation.order, amount: 4_500 };
}
