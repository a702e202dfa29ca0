import { z } from 'zod';

/** Money is in minor units of the currency (cents). Times are ISO 8601. */
const Amount = z.number().int();

/** An order as the target's own database holds it at the end. Only `confirmed` is a live booking. */
export const LedgerOrder = z.object({
  kind: z.literal('order'),
  id: z.string(),
  buyer: z.string(),
  /** Seat ids; or the pool's id, once, with `quantity`. */
  resources: z.array(z.string()),
  quantity: z.number().int().positive().optional(),
  state: z.enum(['pending', 'confirmed', 'cancelled', 'expired']),
  amount: Amount.nullable(),
  idempotencyKey: z.string().nullable(),
  created: z.string().nullable(),
});

/** Inventory of one resource: a seat (total 1) or a pool. `available + held + sold = total` must hold. */
export const LedgerStock = z.object({
  kind: z.literal('stock'),
  resource: z.string(),
  total: z.number().int().nonnegative(),
  available: z.number().int(),
  held: z.number().int(),
  sold: z.number().int(),
});

/** A payment as the target recorded it. `reference` is the provider's key of the charge. */
export const LedgerPayment = z.object({
  kind: z.literal('payment'),
  order: z.string(),
  amount: Amount,
  state: z.enum(['charged', 'refunded', 'unknown']),
  reference: z.string().nullable(),
});

/** A charge as the payment provider recorded it, independent of the target. */
export const LedgerCharge = z.object({
  kind: z.literal('charge'),
  key: z.string(),
  amount: Amount,
  state: z.enum(['charged', 'refunded']),
});

export const LedgerRow = z.discriminatedUnion('kind', [
  LedgerOrder,
  LedgerStock,
  LedgerPayment,
  LedgerCharge,
]);
export type LedgerOrder = z.infer<typeof LedgerOrder>;
export type LedgerStock = z.infer<typeof LedgerStock>;
export type LedgerPayment = z.infer<typeof LedgerPayment>;
export type LedgerCharge = z.infer<typeof LedgerCharge>;
export type LedgerRow = z.infer<typeof LedgerRow>;
export type LedgerKind = LedgerRow['kind'];
