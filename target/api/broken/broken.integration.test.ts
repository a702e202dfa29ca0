import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import type { Config } from '../config.ts';
import { strategies } from '../strategies/catalog.ts';
import { type Stores, startStores } from '../testing/stores.ts';
import { confirmed, openBroken, rush } from './testing/rush.ts';
import { variants } from './variants.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let stores: Stores;
let provider: ListeningProvider;
beforeAll(async () => {
  stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels('test-broken') });
  provider = await listenProvider();
});
afterAll(async () => {
  await provider[Symbol.asyncDispose]();
  await stores[Symbol.asyncDispose]();
});

const open = (name: string | null, settings?: Partial<Config>) =>
  openBroken({ stores, providerUrl: provider.url }, name, settings);

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
