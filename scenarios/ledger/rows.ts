import { z } from 'zod';
import { LedgerRow } from '../../reports/evidence/ledger.ts';
import type { LedgerPart } from '../clients/client.ts';
import { LedgerError } from './errors.ts';

type Row = Record<string, unknown>;

/** What each kind of ledger row holds beside its kind, and how a database's value becomes it. */
const fieldsOf: Record<LedgerPart['kind'], Record<string, (value: unknown) => unknown>> = {
  order: {
    id: asText,
    buyer: asText,
    resources: asTexts,
    quantity: asNumber,
    state: asText,
    amount: asNumber,
    idempotencyKey: asText,
    created: asTime,
  },
  stock: { resource: asText, total: asNumber, available: asNumber, held: asNumber, sold: asNumber },
  payment: { order: asText, amount: asNumber, state: asText, reference: asText },
  charge: { key: asText, amount: asNumber, state: asText },
};

/** Fields that may be missing in a shop: then nobody knows. */
const unknownIfMissing = new Set(['amount', 'idempotencyKey', 'created', 'reference']);

/**
 * One row of a source as a ledger row: columns named by `fields`, states by `states`, and `constants`. Throws
 * {@link LedgerError} for a state that is not mapped, or a row that does not fit.
 */
export function ledgerRowOf(part: LedgerPart, row: Row): LedgerRow {
  const mapped: Row = { kind: part.kind };
  for (const [field, convert] of Object.entries(fieldsOf[part.kind])) {
    const value = part.constants?.[field] ?? columnOf(row, part.fields?.[field] ?? field);
    if (value !== undefined && value !== null) mapped[field] = convert(value);
    else if (unknownIfMissing.has(field)) mapped[field] = null;
  }
  if (part.states !== undefined && 'state' in mapped) {
    const state = part.states[String(mapped.state)];
    if (state === undefined) {
      throw new LedgerError(
        part.kind,
        `state ${JSON.stringify(mapped.state)} is not mapped (${JSON.stringify(row)})`,
      );
    }
    mapped.state = state;
  }
  const parsed = LedgerRow.safeParse(mapped);
  if (parsed.success) return parsed.data;
  const problem = z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ');
  throw new LedgerError(part.kind, `${problem} in ${JSON.stringify(row).slice(0, 300)}`);
}

/** `customer.id` goes into an object that has no such column itself. */
export function columnOf(row: unknown, path: string): unknown {
  if (typeof row !== 'object' || row === null) return undefined;
  if (path in row) return (row as Row)[path];
  const dot = path.indexOf('.');
  if (dot === -1) return undefined;
  return columnOf((row as Row)[path.slice(0, dot)], path.slice(dot + 1));
}

function asText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
}

function asTexts(value: unknown): unknown {
  return Array.isArray(value) ? value.map(asText) : [asText(value)];
}

/** PostgreSQL's driver gives bigint and numeric as text, since they may exceed a number. */
function asNumber(value: unknown): unknown {
  if (typeof value !== 'string' || !/^-?\d+(\.0+)?$/.test(value)) return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function asTime(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : asText(value);
}
