import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock } from './lock.mjs';
import { isLiving, thisProcess } from './process-identity.mjs';

let folder: string;
let file: string;
const signal = new AbortController().signal;
const patient = { signal, deadlineMs: 60_000, onWait: () => {} };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onsale-lock-'));
  file = join(folder, 'deeper', 'setup.lock');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('holds the lock with its owner in it, and leaves nothing behind', async () => {
  const release = await acquireLock(file, patient);
  expect(isLiving(readFileSync(file, 'utf8'))).toBe(true);
  release();
  expect(readdirSync(join(folder, 'deeper'))).toEqual([]);
});

test('the second waits until the first gives it back', async () => {
  const release = await acquireLock(file, patient);
  const waited = Promise.withResolvers<string>();
  const second = acquireLock(file, { ...patient, onWait: waited.resolve });
  expect(await waited.promise).toBe(thisProcess());
  release();
  (await second)();
  expect(existsSync(file)).toBe(false);
});

test('a lock whose process id now belongs to another process is taken over', async () => {
  const release = await acquireLock(file, patient);
  release();
  const [boot, pid] = thisProcess().split(':');
  writeFileSync(file, `${boot}:${pid}:1`);
  (await acquireLock(file, patient))();
  expect(existsSync(file)).toBe(false);
});

test('a lock from before the machine restarted is taken over', async () => {
  (await acquireLock(file, patient))();
  writeFileSync(file, thisProcess().replace(/^[^:]*/, 'another-boot'));
  (await acquireLock(file, patient))();
  expect(existsSync(file)).toBe(false);
});

test('gives up at the deadline, names the owner and the file to remove', async () => {
  const release = await acquireLock(file, patient);
  const error = await acquireLock(file, { ...patient, deadlineMs: -1 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'SetupError',
    message: expect.stringContaining(thisProcess()),
    hint: expect.stringContaining(file),
  });
  release();
});

test('an interrupt ends the wait and leaves the other’s lock', async () => {
  const release = await acquireLock(file, patient);
  const abort = new AbortController();
  const second = acquireLock(file, { signal: abort.signal, deadlineMs: 60_000, onWait: () => abort.abort() });
  await expect(second).rejects.toThrow();
  expect(readdirSync(join(folder, 'deeper'))).toEqual(['setup.lock']);
  release();
});
