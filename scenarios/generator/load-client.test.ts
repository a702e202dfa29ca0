import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dialectFile } from './dialects.ts';
import { ClientUnfit } from './errors.ts';
import { loadClient, loadHooks } from './load-client.ts';
import { clientPath } from './mounts.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onsale-client-'));
});
afterAll(() => rm(dir, { recursive: true }));

let nth = 0;
async function written(source: string, name = `client-${nth++}.ts`): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, source);
  return file;
}

const sound =
  "export const client = { name: 'mine', sells: 'pool', newState: () => ({}), book: async () => ({}) };";

test('the dialect’s own client says what it is', async () => {
  const client = await loadClient(dialectFile('seats'));
  expect(client).toMatchObject({
    name: 'seats',
    sells: 'seat',
    operations: [
      ...['enter', 'available', 'hold', 'release', 'order', 'book', 'cancel'],
      ...['queue-join', 'queue-admit', 'queue-leave'],
    ],
    idempotent: ['hold', 'order', 'book'],
    baseUrl: null,
    ledger: null,
  });
  expect(clientPath(client)).toBe('/onsale/client/scenarios/clients/seats.ts');
  expect(Object.keys(await loadHooks(client))).toEqual(['seed']);
});

test('without a package.json above, its folder is its project', async () => {
  const file = await written(`${sound} export const baseUrl = 'http://127.0.0.1:8080';`);
  const client = await loadClient(file);
  expect(client).toMatchObject({
    projectRoot: dir,
    operations: ['book'],
    idempotent: [],
    baseUrl: 'http://127.0.0.1:8080',
  });
  expect(await loadHooks(client)).toEqual({});
});

describe('a client that is not fit is named, with what is wrong', () => {
  test.each([
    ["throw new Error('no licence');", 'no licence'],
    ['export const nothing = 1;', 'exports no `client`'],
    ['export const client = 5;', 'exports no `client`'],
    ["export const client = { name: 'x', newState() {}, book() {} };", 'sells'],
    ["export const client = { name: 'x', sells: 'seat', newState() {} };", 'book is missing'],
    [
      "export const client = { name: 'x', sells: 'seat', idempotent: 'book', newState() {}, book() {} };",
      'array',
    ],
    [
      "export const client = { name: 'x', sells: 'seat', idempotent: ['order'], newState() {}, book() {} };",
      'idempotent',
    ],
    [`${sound} export const baseUrl = 'nowhere';`, 'baseUrl'],
    [`${sound} export const ledger = { parts: [{ kind: 'orders', from: { path: '/' } }] };`, 'kind'],
    ['export const client = {', 'cannot be loaded'],
    ["import './missing.ts';", 'missing.ts'],
    ['process.exit(0);', 'ended the process'],
    ["console.log('{}'); export const client = null;", 'exports no `client`'],
  ])('%s', async (source, words) => {
    const file = await written(source);
    const loading = loadClient(file);
    await expect(loading).rejects.toThrow(ClientUnfit);
    await expect(loading).rejects.toThrow(words);
    await expect(loading).rejects.toMatchObject({ usage: true, message: expect.stringContaining(file) });
  });

  test('one that loops as it is loaded', async () => {
    const file = await written('for (;;) {}');
    await expect(loadClient(file, { timeoutMs: 500 })).rejects.toThrow('still loading after 0.5 s');
  });

  test('one that is not there', async () => {
    await expect(loadClient(join(dir, 'gone.ts'))).rejects.toThrow('no such file');
  });
});

describe('hooks', () => {
  test('are loaded from beside the client', async () => {
    await written('export const hooks = { quiesce: async () => {} };', 'sound.hooks.ts');
    const client = await loadClient(await written(`${sound} export const hooksFile = './sound.hooks.ts';`));
    expect(Object.keys(await loadHooks(client))).toEqual(['quiesce']);
  });

  test.each([
    ['gone', null, 'there is no'],
    ['throwing', "throw new Error('no');", 'cannot be loaded'],
    ['ending', 'process.exit(3);', 'ended the process'],
    ['shapeless', 'export const hooks = { seed: 1 };', 'exports no `hooks`'],
  ])('that are %s are the user’s to mend', async (name, source, words) => {
    if (source !== null) await written(source, `${name}.hooks.ts`);
    const client = await loadClient(await written(`${sound} export const hooksFile = './${name}.hooks.ts';`));
    await expect(loadHooks(client)).rejects.toThrow(ClientUnfit);
    await expect(loadHooks(client)).rejects.toThrow(words);
  });
});

test.each([
  ['loop', 'for (;;) {}'],
  ['wait', 'setInterval(() => {}, 1_000); await new Promise(() => {});'],
])('hooks that %s as they are loaded are named, and end', async (name, source) => {
  const file = await written(source, `${name}.hooks.ts`);
  const client = await loadClient(await written(`${sound} export const hooksFile = './${name}.hooks.ts';`));
  const loading = loadHooks(client, { timeoutMs: 500 });
  await expect(loading).rejects.toThrow(ClientUnfit);
  await expect(loading).rejects.toMatchObject({
    usage: true,
    message: `${file}: was still loading after 0.5 s`,
  });
});

test('an unknown dialect is told what there is', () => {
  expect(() => dialectFile('seets')).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('seats') }),
  );
});
