import { z } from 'zod';

/**
 * One line of `history.ndjson`: an operation's beginning (`invoke`) or its end.
 *
 * `fail` means the operation certainly did not happen (the target refused it). `info` means nobody can
 * know: it may have happened, at any later time. An invoke without an end counts as `info`.
 */
export const HistoryLine = z.object({
  /** ns since the run's epoch, on the host's CLOCK_MONOTONIC. */
  time: z.number().int(),
  /** Who acts: a buyer's id (never the VU), or `chaos`. */
  process: z.string().min(1),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.enum([
    'hold',
    'release',
    'order',
    'book',
    'cancel',
    'queue-join',
    'queue-leave',
    'queue-admit',
    'view',
    'connect',
    'restore',
    'fault',
  ]),
  /** The seats acted on, or the id of an event, pool or ticket. */
  key: z.union([z.array(z.string()), z.string()]),
  /** What was asked (invoke) or answered (ok): an {@link OperationValue} as JSON; null when there is none. */
  value: z.record(z.string(), z.unknown()).nullable(),
  idempotencyKey: z.string().optional(),
  /** Why it failed, or why the outcome is unknown. `busy` marks a refusal that invites another try. */
  error: z.string().optional(),
});
export type HistoryLine = z.infer<typeof HistoryLine>;
export type OperationName = HistoryLine['f'];

/**
 * What a value may say, by operation; every field is optional to a reader.
 *
 * - invoke: `quantity` (pools only); book and cancel: `order`, where it is known by then, so that an
 *   operation without an answer can still be matched with the ledger
 * - hold ok: `ttlMs`, how long the hold lasts from now
 * - order ok: `order` (id), `amount` (minor units of the currency)
 * - book ok: `order`, `amount`
 * - cancel ok: `order`, `refunded`
 * - queue-join and queue-admit ok (key: the event): `position`, from 1 on while the buyer waits, and 0 when they
 *   are in, with `ttlMs`, how long they stay so from now; `sequence` and `epoch`, where the target tells the place
 *   by numbers that do not change: who has the lower epoch, then the lower sequence, is before. A queue-admit
 *   without any of these says that the buyer is in.
 */
export interface OperationValue {
  quantity?: number;
  ttlMs?: number;
  order?: string;
  amount?: number;
  refunded?: number;
  position?: number;
  sequence?: number;
  epoch?: number;
}

/** An invoke joined with its end. `index` and `endIndex` are 0-based line numbers of the history. */
export interface Operation {
  index: number;
  endIndex: number | null;
  process: string;
  f: OperationName;
  key: readonly string[];
  idempotencyKey: string | null;
  /** ns since the epoch. */
  invoked: number;
  /** ns since the epoch; null when the operation never ended, and so is `info`. */
  ended: number | null;
  outcome: 'ok' | 'fail' | 'info';
  error: string | null;
  /** The invoke's value overlaid with the end's. */
  value: OperationValue;
}
