import { describe, expect, test } from 'vitest';
import type { Config } from '../config.ts';
import { strategies } from '../strategies/catalog.ts';
import { suiteStores } from '../testing/suite-stores.ts';
import { confirmed, openBroken, rush } from './testing/rush.ts';
import { variants } from './variants.ts';

const suite = suiteStores('test-broken');
const open = (name: string | null, settings?: Partial<Config>) => openBroken(suite, name, settings);

const names = Object.keys(strategies) as (keyof typeof strategies)[];
const sound = names.flatMap((name) => (['on', 'off'] as const).map((layer) => [name, layer] as const));

describe('the sound target under the rush that the planted bugs are tried with', () => {
  test.each(sound)(
    '%s, fast layer %s: each seat once, as acknowledged, charged at its price',
    async (SEAT_STRATEGY, FAST_LAYER) => {
      await using world = await open(null, { SEAT_STRATEGY, FAST_LAYER });
      const told = await rush(world);
      const rows = await confirmed(world);
      expect(new Set(rows.map(({ seat }) => seat)).size).toBe(rows.length);
      expect(rows.map(({ id }) => id).sort()).toEqual(told.booked.map(({ order }) => order).sort());
      expect(told.holds.length).toBe(rows.length);
      expect(rows.length).toBeGreaterThan(0);
      const wrong = await world.query(
        `SELECT o.id FROM orders o LEFT JOIN payments p ON p.order_id = o.id
        WHERE o.status <> 'confirmed' OR p.state <> 'charged' OR p.amount <> o.amount`,
      );
      expect(wrong).toEqual([]);
    },
  );
});

test('the names are unique, and everything that is unmasked can be', async () => {
  expect(new Set(variants.map(({ name }) => name)).size).toBe(variants.length);
  for (const { name } of variants) {
    await using world = await open(name);
    expect(world.seats).toHaveLength(10);
  }
});
