import type { LedgerOrder, LedgerRow } from '../../evidence/ledger.ts';
import type { Played, Unnumbered } from '../model/play.ts';

/** One thing that is made wrong in a sound run, wherever it can be. */
export interface Mutation {
  what: string;
  /** The finding that must catch it. */
  finding: string;
  /** It is never harmless: whatever it is done to, no legal run has that evidence. */
  always: boolean;
  /** The runs that it makes of one, a single thing wrong in each. */
  of(run: Played): Played[];
}

export const isBooked = ({ f, outcome, value }: Unnumbered): boolean =>
  f === 'book' && outcome === 'ok' && value.order !== undefined;

/** Acknowledged bookings, one an order, that nobody tried to cancel. */
export function keptBookings({ operations }: Played): Unnumbered[] {
  const cancelled = new Set(operations.flatMap(({ f, value }) => (f === 'cancel' ? [value.order] : [])));
  const booked = operations.filter((each) => isBooked(each) && !cancelled.has(each.value.order));
  return [...new Map(booked.map((each) => [each.value.order, each])).values()];
}

/** The ledger's rows of those. */
export function keptOrders(run: Played): LedgerOrder[] {
  const kept = new Set(keptBookings(run).map(({ value }) => value.order));
  return run.rows.filter((row) => row.kind === 'order').filter(({ id }) => kept.has(id));
}

export function withRow(run: Played, row: LedgerRow, ...instead: LedgerRow[]): Played {
  return { ...run, rows: run.rows.flatMap((each) => (each === row ? instead : [each])) };
}

export function withOperation(run: Played, operation: Unnumbered, ...instead: Unnumbered[]): Played {
  return { ...run, operations: run.operations.flatMap((each) => (each === operation ? instead : [each])) };
}
