import type { Parts } from '../app.ts';
import type { Composition } from '../compose.ts';
import type { Database } from '../database/database.ts';
import type { PaymentProvider, Reservation } from '../domain/ordering.ts';
import { createBooking } from '../orders/booking.ts';
import { type OrderRequest, Orders } from '../orders/orders.ts';
import { settleOrder } from '../orders/statements.ts';
import { rememberValues } from '../strategies/hold-statement.ts';

/** Ends the process there and then, as a crash would: nothing is answered, closed or given back. */
type Die = () => never;

/** How a process says that its failpoint ended it. */
export const diedOfFailpoint = 86;

function diesAfterCharge(provider: PaymentProvider, die: Die): PaymentProvider {
  return {
    refund: provider.refund,
    async charge(charge) {
      const said = await provider.charge(charge);
      return said === 'charged' ? die() : said;
    },
  };
}

class DiesBeforeCommit extends Orders {
  readonly #database: Database;
  readonly #die: Die;

  constructor(database: Database, die: Die) {
    super(database);
    this.#database = database;
    this.#die = die;
  }

  override settle({ userId, orderId, remember }: OrderRequest, reference: string): Promise<never> {
    return this.#database.transaction(async (run) => {
      await run(settleOrder, [userId, orderId, reference, ...rememberValues(remember)]);
      return this.#die();
    });
  }
}

class DiesAfterCommit extends Orders {
  readonly #die: Die;

  constructor(database: Database, die: Die) {
    super(database);
    this.#die = die;
  }

  override async settle(request: OrderRequest, reference: string): Promise<Reservation | null> {
    const booked = await super.settle(request, reference);
    return booked === null ? null : this.#die();
  }
}

/** The gaps of a booking, by what has just been done in each. */
export const failpoints = ['after-charge', 'before-commit', 'after-commit'] as const;
export type Failpoint = (typeof failpoints)[number];

/** The sound parts, of which one ends the process at its first booking. */
export function dyingAt(failpoint: Failpoint, die: Die): (sound: Composition) => Parts {
  return ({ parts, database, provider, orders, refunds }) => {
    const { seatsFreed } = parts;
    const dying = {
      'after-charge': () => ({ orders, provider: diesAfterCharge(provider, die) }),
      'before-commit': () => ({ orders: new DiesBeforeCommit(database, die), provider }),
      'after-commit': () => ({ orders: new DiesAfterCommit(database, die), provider }),
    };
    return { ...parts, booking: createBooking({ ...dying[failpoint](), refunds, seatsFreed }) };
  };
}
