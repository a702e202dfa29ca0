import { z } from 'zod';

/**
 * One k6 process: 10,000 users with a connection each were measured at 3.5 GB, and a process may open 20,000
 * files. A seat nobody can want proves nothing, so there are at most as many seats as users.
 */
const mostUsers = 10_000;
const usersBound = `from 1 to ${mostUsers.toLocaleString('en')} (what one k6 process can play)`;
const seatsBound = 'from 1 to the number of users (every seat needs someone who wants it)';
const skewBound = 'from 0 (all seats are wanted alike) to 4';
const placesBound = `from 1 to ${mostUsers.toLocaleString('en')} places`;
const rateBound = 'from 1 to 1,000 a second';
const shareBound = 'a share from 0 to 1';
const selectionBound = 'from 1 to 4 seats, such as 2 or 1-4, and no more than there are for sale';

const share = z.number(shareBound).min(0, shareBound).max(1, shareBound).default(0);
const size = z.number(selectionBound).int(selectionBound).min(1, selectionBound).max(4, selectionBound);

/** What `contention` can be asked for. All but users and seats have a default: even rivals, one seat, one try. */
export const contentionOptions = z
  .strictObject({
    users: z.number(usersBound).int(usersBound).min(1, usersBound).max(mostUsers, usersBound),
    seats: z.number(seatsBound).int(seatsBound).min(1, seatsBound),
    /** How unevenly seats are wanted: the exponent of Zipf's law. */
    skew: z.number(skewBound).min(0, skewBound).max(4, skewBound).default(0),
    /** The share of buyers who all want one and the same seat. */
    hot: share,
    /** How many seats a buyer wants at once, all or nothing: drawn between the two. */
    selection: z
      .strictObject({ min: size, max: size })
      .refine(({ min, max }) => min <= max, selectionBound)
      .default({ min: 1, max: 1 }),
    /** Whether the refused go on to other seats until none is left. */
    persistent: z.boolean().default(false),
    /** The share of buyers who let their first hold run out before they pay. */
    dawdle: share,
    /** Buyers have to queue, and so many are in at once; null: nobody queues. */
    queue: z
      .number(placesBound)
      .int(placesBound)
      .min(1, placesBound)
      .max(mostUsers, placesBound)
      .nullable()
      .default(null),
    /** Those who wait and are let in, in a second. */
    queueRate: z.number(rateBound).int(rateBound).min(1, rateBound).max(1_000, rateBound).default(50),
    /** The share of the refused who try to cancel a booking of somebody else's. */
    intruders: share,
  })
  .refine(({ users, seats }) => seats <= users, { path: ['seats'], error: seatsBound })
  .refine(({ seats, selection }) => selection.max <= seats, { path: ['selection'], error: selectionBound });
export type ContentionOptions = z.infer<typeof contentionOptions>;
