import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { ClientHooks, HookIo } from '../../scenarios/clients/client.ts';
import { hooks as broken } from './broken/oversell.hooks.ts';
import { harbourHooks } from './hooks/harbour-hooks.ts';
import { ShopNotStarted } from './hooks/shop-process.ts';
import * as oversell from './oversell.client.ts';
import * as sound from './shop.client.ts';
import { hooks } from './shop.hooks.ts';
import { hookIo } from './testing/io.ts';
import { buy, enteredVisitor } from './testing/visitors.ts';

async function boot(of: ClientHooks): Promise<HookIo> {
  const booted = await of.boot?.(hookIo());
  return hookIo(booted?.baseUrl ?? '');
}

afterEach(() => Promise.all([hooks, broken].map((each) => each.down?.(hookIo()))));

describe('hooks', () => {
  it.each([
    ['the sound shop', hooks],
    ['the broken shop', broken],
  ])('boot, seed, sell, rest, reset and end %s', async (_, each) => {
    const io = await boot(each);
    const demand = { buyers: 2, inventory: 1, seed: 7 };
    const sale = await each.seed?.(io, demand);
    if (sale === undefined) throw new TypeError('no sale');
    expect(sale.buyers).toHaveLength(2);
    expect(sale.resources).toEqual([{ id: sale.event, quantity: 1, price: 4_500 }]);
    const buyer = await enteredVisitor(io.baseUrl, sale, 0);
    expect(await buy(buyer.io, buyer.visit)).toMatchObject({ outcome: 'done' });
    await each.quiesce?.(io);
    await each.reset?.(io);
    expect(await each.seed?.(io, demand)).toEqual(sale);
    await each.down?.(io);
    await expect(fetch(io.baseUrl)).rejects.toThrow();
    await each.down?.(io);
  });

  it('say why a shop did not start', async () => {
    const nowhere = harbourHooks(new URL('./no-such-server.ts', import.meta.url));
    const booting = nowhere.boot?.(hookIo());
    await expect(booting).rejects.toThrow(ShopNotStarted);
    await expect(booting).rejects.toThrow(/no-such-server\.ts/);
  });

  it('start nothing once the run is called off', async () => {
    const reason = new Error('called off');
    const io = { ...hookIo(), signal: AbortSignal.abort(reason) };
    await expect(hooks.boot?.(io)).rejects.toBe(reason);
  });

  it('leave no shop behind a harness that was killed', async () => {
    const harness = spawn(process.execPath, [fileURLToPath(import.meta.resolve('./testing/harness.ts'))], {
      stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
    });
    const [{ baseUrl }] = await once(harness, 'message');
    const { hostname, port } = new URL(baseUrl);
    const line = connect(Number(port), hostname);
    await once(line, 'connect');
    const { promise: shopEnds, resolve } = Promise.withResolvers<void>();
    // A process that ends may leave its connections reset; closed they are all the same.
    line.on('error', () => {}).on('close', () => resolve());
    harness.kill('SIGKILL');
    await shopEnds;
    await expect(fetch(baseUrl)).rejects.toThrow();
  });
});

it('the broken shop has the same client, and a shop of its own', () => {
  expect(oversell.client).toBe(sound.client);
  expect(oversell.ledger).toBe(sound.ledger);
  expect(oversell.hooksFile).not.toBe(sound.hooksFile);
});
