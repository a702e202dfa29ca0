import type { Database } from '../database/database.ts';
import { NotDelivered, type Notice, type NoticeSink } from './notice.ts';
import * as sql from './statements.ts';

/** How many notices wait, were given up, and were delivered by this instance; the first two when last looked. */
export interface OutboxCounts {
  pending: number;
  dead: number;
  delivered: number;
}

interface Claimed extends Notice {
  row: string;
  attempt: number;
}

/** Longer than a sink takes: then another instance may try. */
const leaseSeconds = 10;
const mostAttempts = 5;
const noticesARound = 50;

/**
 * Delivers what purchases and cancellations have left to be told, each at least once. A notice is written by
 * the transaction it tells of, so neither is there without the other. No connection is held while the
 * receiver is waited for: an attempt is claimed for a time, by the database's clock, and what is not reported
 * delivered by then is tried again, by whichever instance is there.
 */
export class Outbox {
  readonly counts: OutboxCounts = { pending: 0, dead: 0, delivered: 0 };
  readonly #database: Database;
  readonly #sink: NoticeSink;
  readonly #onFailure: (error: NotDelivered) => void;

  /** `onFailure` hears of every attempt that failed. */
  constructor(database: Database, sink: NoticeSink, onFailure: (error: NotDelivered) => void) {
    this.#database = database;
    this.#sink = sink;
    this.#onFailure = onFailure;
  }

  /**
   * Tries what is due, a bounded number of it; answers how many were tried. Throws Unavailable, OutcomeUnknown or
   * Contended, when all that were begun have ended: what could not be noted is tried again after its lease.
   */
  async deliver(): Promise<number> {
    const claimed = await this.#database.write<Claimed>(sql.claimNotices, [
      noticesARound,
      leaseSeconds,
      mostAttempts,
    ]);
    const told = await Promise.allSettled(claimed.map((notice) => this.#tell(notice)));
    const failed = told.find((one) => one.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return claimed.length;
  }

  /** Looks at how many wait and how many were given up. */
  async count(): Promise<void> {
    const [row] = await this.#database.read<{ pending: number; dead: number }>(sql.countNotices, []);
    Object.assign(this.counts, row);
  }

  async #tell({ row, attempt, ...notice }: Claimed): Promise<void> {
    try {
      await this.#sink(notice);
    } catch (error) {
      if (!(error instanceof NotDelivered)) throw error;
      this.#onFailure(error);
      const why = error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
      await this.#database.write(sql.failedNotice, [row, attempt, why, mostAttempts]);
      return;
    }
    await this.#database.write(sql.forgetDelivered, [row]);
    this.counts.delivered += 1;
  }
}
