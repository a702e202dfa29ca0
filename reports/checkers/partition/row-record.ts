import {
  LedgerCharge,
  LedgerOrder,
  LedgerPayment,
  type LedgerRow,
  type LedgerStock,
} from '../../evidence/ledger.ts';
import type { RecordReader } from './record-reader.ts';
import type { RecordWriter } from './record-writer.ts';

export const rowKinds = ['order', 'stock', 'payment', 'charge'] as const;
const orderStates = LedgerOrder.shape.state.options;
const paymentStates = LedgerPayment.shape.state.options;
const chargeStates = LedgerCharge.shape.state.options;

export function writeRow(row: LedgerRow, to: RecordWriter): void {
  switch (row.kind) {
    case 'order':
      writeOrder(row, to);
      return;
    case 'stock':
      to.text(row.resource);
      for (const count of [row.total, row.available, row.held, row.sold]) to.number(count);
      return;
    case 'payment':
      to.byte(paymentStates.indexOf(row.state));
      to.number(row.amount);
      to.text(row.order);
      to.text(row.reference);
      return;
    case 'charge':
      to.byte(chargeStates.indexOf(row.state));
      to.number(row.amount);
      to.text(row.key);
  }
}

/** Keys come in the order of the schema, as the ledger's reader has them. */
export function readRow(kind: LedgerRow['kind'], from: RecordReader): LedgerRow {
  switch (kind) {
    case 'order':
      return readOrder(from);
    case 'stock':
      return readStock(from);
    case 'payment': {
      const state = paymentStates[from.byte()] ?? 'unknown';
      const amount = from.number();
      return { kind, order: from.text(), amount, state, reference: from.textOrNull() };
    }
    case 'charge': {
      const state = chargeStates[from.byte()] ?? 'charged';
      const amount = from.number();
      return { kind, key: from.text(), amount, state };
    }
  }
}

function writeOrder(row: LedgerOrder, to: RecordWriter): void {
  to.byte(orderStates.indexOf(row.state));
  to.number(row.amount ?? Number.NaN);
  to.number(row.quantity ?? Number.NaN);
  to.text(row.id);
  to.text(row.buyer);
  to.texts(row.resources);
  to.text(row.idempotencyKey);
  to.text(row.created);
}

function readOrder(from: RecordReader): LedgerOrder {
  const state = orderStates[from.byte()] ?? 'pending';
  const sum = from.number();
  const amount = Number.isNaN(sum) ? null : sum;
  const quantity = from.number();
  const [id, buyer, resources] = [from.text(), from.text(), [...from.texts()]];
  const [idempotencyKey, created] = [from.textOrNull(), from.textOrNull()];
  const kind = 'order';
  if (Number.isNaN(quantity)) return { kind, id, buyer, resources, state, amount, idempotencyKey, created };
  return { kind, id, buyer, resources, quantity, state, amount, idempotencyKey, created };
}

function readStock(from: RecordReader): LedgerStock {
  const resource = from.text();
  const [total, available, held, sold] = [from.number(), from.number(), from.number(), from.number()];
  return { kind: 'stock', resource, total, available, held, sold };
}
