import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerRow } from '../../evidence/ledger.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { recordOf } from './run-record.ts';
import { type Sale, type SaleSettings, simulateSale } from './sale.ts';
import { timelineOf } from './timeline.ts';
import { verdictOf } from './verdict.ts';

export type RunKind = 'pass' | 'double-booked' | 'killed' | 'pool' | 'large' | 'hostile';

const rows = 'ABCDEFGHJK';
const seatIds = (count: number) =>
  Array.from(
    { length: count },
    (_, seat) => `${rows[Math.floor(seat / 10) % 10]}${Math.floor(seat / 100) || ''}-${(seat % 10) + 1}`,
  );

const base: SaleSettings = {
  buyers: 1_000,
  resources: seatIds(100),
  units: 1,
  seed: 7,
  soldTwice: 0,
  writtenShare: 1,
};

const settingsOf: Record<RunKind, SaleSettings> = {
  pass: base,
  'double-booked': { ...base, soldTwice: 3 },
  killed: { ...base, writtenShare: 0.6 },
  pool: { ...base, resources: ['pool-standing'], units: 400 },
  large: { ...base, buyers: 60_000, resources: uuids(20_000) },
  /** Names that would run as script if any of them were written unescaped. */
  hostile: {
    ...base,
    buyers: 40,
    resources: ['<img src=x onerror=alert(1)>', '</script><script>alert(2)</script>', '<!--', '\u2028"\'`$1'],
    soldTwice: 2,
  },
};

/**
 * Writes a run directory as a real run leaves it (run.json, history, timeline, ledger) and gives the verdict on
 * it. The same kind gives the same bytes.
 */
export async function writeRunDirectory(dir: string, kind: RunKind): Promise<Verdict> {
  const settings = settingsOf[kind];
  const sale = simulateSale(settings);
  const timeline = timelineOf(sale, settings.buyers);
  const ledger = ledgerOf(sale, settings);
  const ndjson = (items: readonly object[]) => items.map((item) => `${JSON.stringify(item)}\n`).join('');
  const text = { history: ndjson(sale.lines), timeline: ndjson(timeline), ledger: ndjson(ledger) };
  const run = recordOf({
    settings,
    sale,
    digests: { history: sha256(text.history), timeline: sha256(text.timeline), ledger: sha256(text.ledger) },
    lines: { history: sale.lines.length, timeline: timeline.length, ledger: ledger.length },
    broken: settings.soldTwice > 0 ? 'no-lock' : null,
    killed: kind === 'killed',
  });
  await writeFile(join(dir, 'run.json'), JSON.stringify(run, null, 2));
  await writeFile(join(dir, 'history.ndjson'), text.history);
  await writeFile(join(dir, 'timeline.ndjson'), text.timeline);
  await writeFile(join(dir, 'ledger.ndjson'), text.ledger);
  return verdictOf(run, sale, dir);
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function ledgerOf(sale: Sale, settings: SaleSettings): LedgerRow[] {
  const orders = sale.bookings.map(
    (booking): LedgerRow => ({
      kind: 'order',
      id: booking.order,
      buyer: booking.buyer,
      resources: [booking.resource],
      state: 'confirmed',
      amount: 4_500,
      idempotencyKey: `${booking.buyer}-order`,
      created: '2026-11-21T03:15:05.000Z',
    }),
  );
  const sold = Map.groupBy(sale.bookings, ({ resource }) => resource);
  const stock = settings.resources.map((resource): LedgerRow => {
    const taken = Math.min(settings.units, sold.get(resource)?.length ?? 0);
    return {
      kind: 'stock',
      resource,
      total: settings.units,
      available: settings.units - taken,
      held: 0,
      sold: taken,
    };
  });
  const payments = sale.bookings.map(
    ({ order }): LedgerRow => ({
      kind: 'payment',
      order,
      amount: 4_500,
      state: 'charged',
      reference: `charge-${order}`,
    }),
  );
  const charges = sale.bookings.map(
    ({ order }): LedgerRow => ({ kind: 'charge', key: `charge-${order}`, amount: 4_500, state: 'charged' }),
  );
  return [...orders, ...stock, ...payments, ...charges];
}

/** Ids as a database makes them: long and without order. */
function uuids(count: number): string[] {
  return Array.from({ length: count }, (_, seat) => {
    const hex = ((seat + 1) * 2_654_435_761).toString(16).padStart(12, '0');
    return `${hex.slice(-8)}-${hex.slice(0, 4)}-4${hex.slice(1, 4)}-9${hex.slice(2, 5)}-${hex.slice(-12)}`;
  });
}
