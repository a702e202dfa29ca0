import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Setting } from './crowd.ts';
import type { Shop, ShopOrder } from './shop.ts';

interface Closing {
  setting: Setting;
  totals: ReadonlyMap<string, number>;
  /** When everything had come to its end. */
  endMs: number;
}

/** What a correct shop's ledger holds once nothing is under way any more, and which orders were there before. */
export function ledgerOf(shop: Shop, closing: Closing): { rows: LedgerRow[]; foundBefore: string[] } {
  const { setting, totals, endMs } = closing;
  const rows: LedgerRow[] = shop.orders.flatMap((order) => rowsOf(order, shop, closing));
  for (const [resource, total] of totals) {
    const { held, sold } = shop.counts(resource, endMs);
    rows.push({ kind: 'stock', resource, total, available: total - held - sold, held, sold });
  }
  if (!setting.soldBefore) return { rows, foundBefore: [] };
  const old = { state: 'confirmed', amount: 10, idempotencyKey: null, created: null } as const;
  rows.push(
    { kind: 'order', id: 'old', buyer: 'zoe', resources: ['Z9'], ...old },
    { kind: 'stock', resource: 'Z9', total: 1, available: 0, held: 0, sold: 1 },
  );
  return { rows, foundBefore: ['old'] };
}

function rowsOf(order: ShopOrder, shop: Shop, { setting, endMs }: Closing): LedgerRow[] {
  const { id, buyer, resources, quantity, amount, payments } = order;
  const ranOut = order.state === 'pending' && setting.sweeps && !shop.isKept(order, endMs);
  return [
    {
      kind: 'order',
      id,
      buyer,
      resources: [...resources],
      ...(setting.sells === 'pool' ? { quantity } : {}),
      state: ranOut ? 'expired' : order.state,
      amount,
      idempotencyKey: setting.keepsKeys ? order.key : null,
      created: null,
    },
    ...payments.flatMap(({ reference, state }, nth): LedgerRow[] => [
      { kind: 'payment', order: id, amount, state, reference },
      ...(state === 'unknown' && nth % 2 === 0
        ? []
        : [
            {
              kind: 'charge',
              key: reference,
              amount,
              state: state === 'charged' ? 'charged' : 'refunded',
            } as const,
          ]),
    ]),
  ];
}
