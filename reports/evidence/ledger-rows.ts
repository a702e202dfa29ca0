import { LedgerCharge, LedgerOrder, LedgerPayment, type LedgerRow, type LedgerStock } from './ledger.ts';

/**
 * A row as its schema would give it, told at a tenth of the price where every field is what it should be; null
 * for all others, which may be as sound. Keys come in the order of the schema, and those it does not name are
 * left out.
 */
export function plainRow(json: unknown): LedgerRow | null {
  if (typeof json !== 'object' || json === null || !('kind' in json)) return null;
  const row = json as Record<string, unknown>;
  switch (row.kind) {
    case 'order':
      return plainOrder(row);
    case 'stock':
      return plainStock(row);
    case 'payment':
      return plainPayment(row);
    case 'charge':
      return plainCharge(row);
    default:
      return null;
  }
}

type Json = Record<string, unknown>;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const isCount = (value: unknown): value is number => isWhole(value) && value >= 0;
const isOneOf = <T extends string>(options: readonly T[], value: unknown): value is T =>
  (options as readonly unknown[]).includes(value);

const orderStates = LedgerOrder.shape.state.options;
const paymentStates = LedgerPayment.shape.state.options;
const chargeStates = LedgerCharge.shape.state.options;

function plainOrder(row: Json): LedgerOrder | null {
  const { id, buyer, resources, quantity, state, amount, idempotencyKey, created } = row;
  if (!isText(id) || !isText(buyer) || !Array.isArray(resources) || !resources.every(isText)) return null;
  if (!isOneOf(orderStates, state) || !(amount === null || isWhole(amount))) return null;
  if (!isTextOrNull(idempotencyKey) || !isTextOrNull(created)) return null;
  const kind = 'order';
  if (quantity === undefined) return { kind, id, buyer, resources, state, amount, idempotencyKey, created };
  if (!isCount(quantity) || quantity === 0) return null;
  return { kind, id, buyer, resources, quantity, state, amount, idempotencyKey, created };
}

function plainStock({ resource, total, available, held, sold }: Json): LedgerStock | null {
  if (!isText(resource) || !isCount(total)) return null;
  if (!isWhole(available) || !isWhole(held) || !isWhole(sold)) return null;
  return { kind: 'stock', resource, total, available, held, sold };
}

function plainPayment({ order, amount, state, reference }: Json): LedgerPayment | null {
  if (!isText(order) || !isWhole(amount) || !isOneOf(paymentStates, state)) return null;
  return isTextOrNull(reference) ? { kind: 'payment', order, amount, state, reference } : null;
}

function plainCharge({ key, amount, state }: Json): LedgerCharge | null {
  if (!isText(key) || !isWhole(amount) || !isOneOf(chargeStates, state)) return null;
  return { kind: 'charge', key, amount, state };
}
