import type { Played, Unnumbered } from '../model/play.ts';
import { isBooked, keptBookings, type Mutation, withOperation } from './mutation.ts';

const nsPerMs = 1e6;
const isSeat = ({ client }: Played) => client.sells === 'seat';
const later = (operation: Unnumbered, ms: number): Unnumbered => ({
  ...operation,
  invoked: operation.invoked + ms * nsPerMs,
  ended: operation.ended === null ? null : operation.ended + ms * nsPerMs,
});

/** The run without any booking of an order but one, which is as it is given. */
function withBooking(run: Played, booking: Unnumbered, ...instead: Unnumbered[]): Played {
  const operations = run.operations.filter(
    (each) => each === booking || each.f !== 'book' || each.value.order !== booking.value.order,
  );
  return withOperation({ ...run, operations }, booking, ...instead);
}

function secondBookings(run: Played): Played[] {
  if (!isSeat(run)) return [];
  return keptBookings(run).map((booking) => {
    const copy = later({ ...booking, process: 'eve', idempotencyKey: 'eve', value: { order: 'eve' } }, 500);
    return withOperation(run, booking, booking, copy);
  });
}

function otherAnswers(run: Played): Played[] {
  const answered = run.operations.filter(
    ({ f, outcome, value }) =>
      (f === 'order' || f === 'book') && outcome === 'ok' && value.order !== undefined,
  );
  return answered.map((each) =>
    withOperation(run, each, each, later({ ...each, value: { ...each.value, order: 'other' } }, 500)),
  );
}

/** Another buyer has the seat from the ok of a hold on. */
function intrudingHolds(run: Played): Played[] {
  const holds = run.operations.filter(({ f, outcome }) => f === 'hold' && outcome === 'ok');
  return holds.map((hold) => {
    const at = hold.ended ?? hold.invoked;
    const intruder = {
      ...hold,
      process: 'eve',
      idempotencyKey: 'eve',
      invoked: at,
      ended: at + 1,
      value: { ttlMs: 900 },
    };
    return withOperation(run, hold, hold, intruder);
  });
}

function earlyCancels(run: Played): Played[] {
  const cancels = run.operations.filter(({ f, outcome }) => f === 'cancel' && outcome === 'ok');
  return cancels.map((cancel) => {
    const others = run.operations.filter(
      (each) => each === cancel || each.f !== 'cancel' || each.value.order !== cancel.value.order,
    );
    const early = { ...cancel, invoked: -2 * nsPerMs, ended: -nsPerMs };
    return withOperation({ ...run, operations: others }, cancel, early);
  });
}

const holds = { finding: 'hold-exclusive', always: false };

/** What may be wrong in a history. */
export const historyMutations: readonly Mutation[] = [
  {
    what: 'what was booked is not in the history',
    finding: 'no-phantom',
    always: false,
    of: (run) => keptBookings(run).map((booking) => withBooking(run, booking)),
  },
  {
    what: 'a seat is booked by a second buyer',
    finding: 'no-double-booking',
    always: true,
    of: secondBookings,
  },
  { what: 'a key is answered with another order', finding: 'idempotent', always: true, of: otherAnswers },
  {
    what: 'a booking comes before its hold',
    ...holds,
    always: true,
    of: (run) =>
      isSeat(run)
        ? keptBookings(run).map((booking) =>
            withBooking(run, booking, { ...booking, invoked: -2 * nsPerMs, ended: -nsPerMs }),
          )
        : [],
  },
  {
    what: 'a booking comes after its hold ran out',
    ...holds,
    of: (run) =>
      isSeat(run) ? keptBookings(run).map((booking) => withBooking(run, booking, later(booking, 5_000))) : [],
  },
  { what: 'another holds the seat too', ...holds, of: intrudingHolds },
  {
    what: 'a hold is of another buyer',
    ...holds,
    of: (run) =>
      run.operations
        .filter(({ f, outcome }) => f === 'hold' && outcome === 'ok')
        .map((hold) => withOperation(run, hold, { ...hold, process: 'eve' })),
  },
  {
    what: 'a booking is of another buyer',
    finding: 'no-lost-booking',
    always: true,
    of: (run) =>
      keptBookings(run).map((booking) => withOperation(run, booking, { ...booking, process: 'eve' })),
  },
  {
    what: 'a cancellation comes before its booking',
    finding: 'no-lost-booking',
    always: false,
    of: earlyCancels,
  },
  {
    what: 'the buyer is told another amount',
    finding: 'money',
    always: true,
    of: (run) =>
      keptBookings(run)
        .filter(isBooked)
        .map((booking) =>
          withBooking(run, booking, {
            ...booking,
            value: { ...booking.value, amount: (booking.value.amount ?? 0) + 1 },
          }),
        ),
  },
];
