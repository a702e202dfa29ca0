import type { Operation } from '../../evidence/history.ts';

/** All tries of one thing, which happened once at most, and when that may have been. */
export interface Attempt {
  process: string;
  f: Operation['f'];
  tries: readonly Operation[];
  /** The first answer that says so; null when nobody knows whether it happened. */
  ok: Operation | null;
  from: number;
  until: number;
}

/** What may have happened, each thing once: bookings and cancellations by their order, all else by its key. */
export function attemptsOf(operations: readonly Operation[]): Attempt[] {
  const possible = operations.filter(({ outcome }) => outcome !== 'fail');
  const named = Map.groupBy(possible, ({ process, f, value, idempotencyKey, index }) =>
    JSON.stringify([
      process,
      f,
      f === 'book' && value.order !== undefined ? value.order : (idempotencyKey ?? index),
    ]),
  );
  return [...named.values()].map((tries) => {
    const inOrder = tries.toSorted((a, b) => a.index - b.index);
    const first = inOrder[0] as Operation;
    const ok = inOrder.find(({ outcome }) => outcome === 'ok') ?? null;
    const { process, f, invoked: from } = first;
    return { process, f, tries: inOrder, ok, from, until: ok?.ended ?? Infinity };
  });
}

/** Whether a cancellation is one of that order, or may be. */
export function concerns({ tries: [cancel] }: Attempt, order: string | undefined): boolean {
  return order === undefined || cancel?.value.order === undefined || cancel.value.order === order;
}
