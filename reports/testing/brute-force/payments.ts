import type { LedgerCharge, LedgerOrder, LedgerPayment } from '../../evidence/ledger.ts';

/** An order, its payment as we wrote it down, and the provider's charge: at one instant of its life. */
interface Standing {
  order: LedgerOrder['state'];
  payment: LedgerPayment['state'] | null;
  charge: LedgerCharge['state'] | null;
  /** Somebody still has to do something about the money. */
  due: boolean;
}

/** What may come next. Each step is one transaction of ours, or of the provider's; anyone may die after each. */
function next({ order, payment, charge, due }: Standing): Standing[] {
  const isOpen = order === 'pending';
  return [
    ...(isOpen && payment === null ? [{ order, payment: 'unknown' as const, charge, due: true }] : []),
    ...(payment === 'unknown' && charge === null && due
      ? [{ order, payment, charge: 'charged' as const, due }]
      : []),
    ...(isOpen && charge === 'charged'
      ? [{ order: 'confirmed' as const, payment: 'charged' as const, charge, due: false }]
      : []),
    ...(isOpen || order === 'confirmed'
      ? [{ order: 'cancelled' as const, payment, charge, due: payment !== null }]
      : []),
    ...(isOpen ? [{ order: 'expired' as const, payment, charge, due: payment !== null }] : []),
    // An attempt is given up: the provider gives back what it took, and then we write that down, or drop it.
    ...(due && order !== 'confirmed' && charge === 'charged'
      ? [{ order, payment, charge: 'refunded' as const, due }]
      : []),
    ...(due && charge === 'refunded' ? [{ order, payment: 'refunded' as const, charge, due: false }] : []),
    ...(due && charge !== 'charged' && payment !== 'charged' ? [{ order, payment, charge, due: false }] : []),
    ...(due && charge !== 'charged' && payment === 'unknown'
      ? [{ order, payment: null, charge, due: false }]
      : []),
  ];
}

/** What an order and its money may come to once nobody has anything left to do: `order payment charge`. */
export function settled(): Set<string> {
  const start: Standing = { order: 'pending', payment: null, charge: null, due: false };
  const reached = new Map([[JSON.stringify(start), start]]);
  for (const standing of reached.values()) {
    for (const each of next(standing)) {
      const name = JSON.stringify(each);
      if (!reached.has(name)) reached.set(name, each);
    }
  }
  const ends = [...reached.values()].filter(({ due }) => !due);
  return new Set(ends.map(({ order, payment, charge }) => [order, payment, charge].join(' ')));
}
