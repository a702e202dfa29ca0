import type { Operation } from '../../evidence/history.ts';
import { type Attempt, attemptsOf, concerns } from './attempts.ts';
import { canHappen, type Effect } from './executions.ts';

/** Who has the seat: until an instant, or by orders that are booked. */
interface Hand {
  buyer: string | null;
  until: number;
  orders: string[];
}

const nobody: Hand = { buyer: null, until: 0, orders: [] };
const nsPerMs = 1e6;

/**
 * Whether what was acknowledged of one seat can have come about with one buyer at a time having it. A booking
 * needs no hold here; `canHaveRested` asks that.
 */
export function canBeInOneHand(operations: readonly Operation[]): boolean {
  const effects = [
    ...attemptsOf(operations).flatMap(handEffects),
    ...operations.filter(({ f, outcome }) => f === 'book' && outcome !== 'ok').map(mayLetGo),
  ];
  return canHappen<Hand>(effects, nobody, lifetimesOf(operations));
}

function handEffects(attempt: Attempt): Effect<Hand>[] {
  const { process: buyer, f, ok, from, until } = attempt;
  const span = { from, until };
  const isFree = (hand: Hand, now: number) =>
    hand.buyer === null || hand.buyer === buyer || (hand.orders.length === 0 && hand.until <= now);
  if (f === 'release' || f === 'cancel') {
    const act = (hand: Hand): Hand[] => (hand.buyer === buyer ? [hand, letGo(hand, attempt)] : [hand]);
    return [{ ...span, must: false, act }];
  }
  // Without an answer it takes the seat from others, perhaps, and explains nothing.
  if (ok === null || (f !== 'hold' && f !== 'book')) return [];
  const act = (hand: Hand, now: number): Hand[] => {
    if (!isFree(hand, now)) return [];
    const own = hand.buyer === buyer ? hand : { ...nobody, buyer };
    if (f === 'book') return [{ ...own, orders: [...own.orders, ok.value.order ?? ''] }];
    return [{ ...own, until: Math.max(own.until, now + (ok.value.ttlMs ?? 0) * nsPerMs) }];
  };
  return [{ ...span, must: true, act }];
}

function letGo(hand: Hand, { f, tries: [cancel] }: Attempt): Hand {
  if (f === 'release') return hand.orders.length === 0 ? nobody : { ...hand, until: 0 };
  const named = cancel?.value.order;
  const orders = hand.orders.filter((order) => named !== undefined && order !== named);
  return orders.length === 0 ? nobody : { ...hand, orders, until: 0 };
}

/** A booking that was refused, or may have been, may take the hold with it. */
function mayLetGo({ process, outcome, invoked: from, ended }: Operation): Effect<Hand> {
  const until = outcome === 'fail' ? (ended ?? Infinity) : Infinity;
  const act = (hand: Hand): Hand[] =>
    hand.buyer === process ? [hand, hand.orders.length === 0 ? nobody : { ...hand, until: 0 }] : [hand];
  return { from, until, must: false, act };
}

/** Whether one buyer's hold of the seat ends: never while it is not known how long it lasts. */
type Hold = number | null;

/** Whether an acknowledged booking can have happened while a hold of its buyer's was live. */
export function canHaveRested(booking: Attempt, own: readonly Operation[]): boolean {
  const ttlMs = own.find(({ f, value }) => f === 'hold' && value.ttlMs !== undefined)?.value.ttlMs ?? 0;
  const effects = attemptsOf(own).flatMap(({ f, ok, from, until }): Effect<Hold>[] => {
    const span = { from, until, must: ok !== null };
    // JSON, by which states are told apart, knows no Infinity.
    const forever = Number.MAX_SAFE_INTEGER;
    if (f === 'hold')
      return [
        { ...span, act: (hold, now) => [ok === null ? forever : Math.max(hold ?? 0, now + ttlMs * nsPerMs)] },
      ];
    if (f === 'release') return [{ ...span, act: (hold) => (ok === null ? [hold] : [null]) }];
    if (f !== 'order') return [];
    const renew = (hold: Hold, now: number): Hold[] => {
      if (hold === null || hold < now) return [hold];
      return [hold, Math.max(hold, now + ttlMs * nsPerMs)];
    };
    return [{ ...span, act: renew }];
  });
  const { from, until } = booking;
  const booked: Effect<Hold> = {
    from,
    until,
    must: true,
    act: (hold, now) => (hold !== null && hold >= now ? [hold] : []),
  };
  return canHappen<Hold>([...effects, booked], null, lifetimesOf(own));
}

function lifetimesOf(operations: readonly Operation[]): number[] {
  return [
    ...new Set(operations.flatMap(({ value }) => (value.ttlMs === undefined ? [] : [value.ttlMs * nsPerMs]))),
  ];
}

/** Whether each of any two acknowledged possessions can have come about with the other. */
export function pairsCanBe(operations: readonly Operation[]): boolean {
  const possessions = attemptsOf(operations).filter(
    ({ f, ok }) => ok !== null && (f === 'hold' || f === 'book'),
  );
  const rest = operations.filter(({ outcome, f }) => !(outcome === 'ok' && (f === 'hold' || f === 'book')));
  return possessions.every((one, nth) =>
    possessions
      .slice(nth + 1)
      .every((other) =>
        canBeInOneHand([
          ...one.tries,
          ...other.tries,
          ...rest.filter((each) => !isTryOf(each, [one, other])),
        ]),
      ),
  );
}

const isTryOf = (operation: Operation, attempts: readonly Attempt[]) =>
  attempts.some(({ tries }) => tries.includes(operation));

/** Whether something may have ended a possession before it was acknowledged. Of these a checker says nothing. */
export function hasFleetingPossession(operations: readonly Operation[]): boolean {
  const attempts = attemptsOf(operations);
  return attempts.some(({ process, f, ok, from, until }) => {
    if (ok === null || (f !== 'hold' && f !== 'book')) return false;
    const lives = f === 'hold' ? from + (ok.value.ttlMs ?? 0) * nsPerMs : Infinity;
    const enders = attempts.filter(
      (each) => each.process === process && (each.f === 'release' || each.f === 'cancel'),
    );
    const ended = enders.some(
      (each) => each.from <= until && each.until >= from && concerns(each, undefined),
    );
    const refused = operations.some(
      (each) =>
        each.process === process && each.f === 'book' && each.outcome !== 'ok' && each.invoked <= until,
    );
    return lives <= until || ended || refused;
  });
}
