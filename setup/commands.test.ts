import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCommands } from './commands.mjs';

let folder: string;
const node = process.execPath;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onsale-commands-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function commands(abort = new AbortController()) {
  return createCommands({
    logFile: join(folder, 'deeper', 'setup.log'),
    env: process.env,
    signal: abort.signal,
  });
}

test('asking answers with code and output, and says when there is no such program', async () => {
  const answer = await commands().ask(node, [
    '-e',
    'console.log("out"); console.error("err"); process.exitCode = 3',
  ]);
  expect(answer).toMatchObject({ code: 3, stdout: 'out\n', found: true });
  expect(answer.output).toContain('err');
  expect(await commands().ask('onsale-no-such-program', [])).toMatchObject({ found: false });
});

test('demanding writes the log, and throws the end of the output with what to do', async () => {
  const failing = [
    '-e',
    'console.log("first"); console.error("write: no space left on device"); process.exitCode = 1',
  ];
  await expect(commands().demand(node, failing)).rejects.toMatchObject({
    name: 'SetupError',
    message: expect.stringContaining('no space left on device'),
    hint: expect.stringContaining('make room'),
  });
  expect(readFileSync(join(folder, 'deeper', 'setup.log'), 'utf8')).toContain('first');
  await expect(commands().demand('onsale-no-such-program', [])).rejects.toThrow('is not installed');
});

test.each([
  ['E: Temporary failure resolving', 'check the network'],
  ['npm error code SELF_SIGNED_CERT_IN_CHAIN', 'which authority to trust'],
  ['npm error code EAI_AGAIN', 'check the network'],
  ['Could not get lock /var/lib/dpkg/lock', 'another package manager'],
  ['something new', 'setup.log'],
])('%s', async (words, hint) => {
  const failing = ['-e', `console.error(${JSON.stringify(words)}); process.exitCode = 1`];
  await expect(commands().demand(node, failing)).rejects.toMatchObject({
    hint: expect.stringContaining(hint),
  });
});

test('an interrupt ends the program and is thrown', async () => {
  const abort = new AbortController();
  const endless = commands(abort).ask(node, ['-e', 'setInterval(() => {}, 1000)']);
  abort.abort(new Error('SIGINT'));
  await expect(endless).rejects.toThrow('SIGINT');
});

test('a limit ends the program', async () => {
  const answer = await commands().ask(node, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 50 });
  expect(answer).toMatchObject({ code: 1, output: expect.stringContaining('stopped by SIGTERM') });
});
