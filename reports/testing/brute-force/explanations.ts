import type { Operation } from '../../evidence/history.ts';
import type { LedgerOrder } from '../../evidence/ledger.ts';
import { attemptsOf } from './attempts.ts';

/**
 * Whether live orders of one buyer can each be given something of theirs that made it. `each once` asks for
 * something of its own for every order; otherwise one thing without an answer may explain several.
 */
export function canBeExplained(
  rows: readonly LedgerOrder[],
  operations: readonly Operation[],
  of: { sells: 'seat' | 'pool'; eachOnce: boolean },
): boolean {
  const makers = attemptsOf(operations).filter(({ f }) => f === 'order' || f === 'book');
  const [row, ...others] = rows;
  if (row === undefined) return true;
  const isGone = operations.some(
    ({ f, outcome, value }) => f === 'cancel' && outcome === 'ok' && value.order === row.id,
  );
  if (isGone && row.state === 'confirmed') return false;
  return makers.some(({ f, process, tries }) => {
    const made = tries.some(({ key, value }) => {
      const named = value.order === undefined || value.order === row.id;
      const whole = JSON.stringify([...key].sort()) === JSON.stringify([...row.resources].sort());
      const asMany = of.sells === 'seat' || (value.quantity ?? 1) === (row.quantity ?? 1);
      return named && whole && asMany && process === row.buyer;
    });
    if (!made || (row.state === 'confirmed' && f !== 'book')) return false;
    const left = of.eachOnce ? operations.filter((each) => !tries.includes(each)) : operations;
    return canBeExplained(others, left, of);
  });
}

/**
 * Whether one buyer's orders can have come from keys of which each made one at most: what a key was answered
 * with and what the ledger has under it is that one.
 */
export function canBeFromKeys(rows: readonly LedgerOrder[], makers: readonly Operation[]): boolean {
  const made = new Map<string, string>();
  const claims = [
    ...makers.flatMap(({ outcome, idempotencyKey, value }) =>
      outcome === 'ok' && idempotencyKey !== null && value.order !== undefined
        ? [[idempotencyKey, value.order] as const]
        : [],
    ),
    ...rows.flatMap(({ id, idempotencyKey }) =>
      idempotencyKey === null ? [] : [[idempotencyKey, id] as const],
    ),
  ];
  for (const [key, order] of claims) {
    if ((made.get(key) ?? order) !== order) return false;
    made.set(key, order);
  }
  return true;
}

/** Whether every live order of a buyer can be given a key of its own, among those that were sent. */
export function keysSuffice(rows: readonly LedgerOrder[], makers: readonly Operation[]): boolean {
  const keys = new Set(
    makers.filter(({ outcome }) => outcome !== 'fail').map(({ idempotencyKey }) => idempotencyKey),
  );
  const live = rows.filter(({ state }) => state === 'confirmed' || state === 'pending');
  const give = (nth: number, left: readonly (string | null)[]): boolean =>
    nth === live.length ||
    left.some((key) =>
      give(
        nth + 1,
        left.filter((each) => each !== key),
      ),
    );
  return keys.size === 0 || give(0, [...keys]);
}
