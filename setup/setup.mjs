import { setMaxListeners } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bring, findLacks } from './bring.mjs';
import { createCommands } from './commands.mjs';
import { createContext } from './context.mjs';
import { hintFor, SetupError } from './errors.mjs';
import { acquireLock } from './lock.mjs';
import { steps } from './steps.mjs';
import { createTerminal, duration } from './terminal.mjs';

/** The entry of `npm start` and `npm test`: bring what this machine lacks, or say what it is (docs/setup.md). */
const harnessFailed = 70;
const interrupted = 130;
const otherSetUpMs = 15 * 60_000;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const logFile = join(root, '.onsale', 'setup.log');
// `npm test` also runs the recorder's own tests, which need Go.
const tests = process.argv.includes('--tests');
const terminal = createTerminal(process.stderr);
const abort = new AbortController();
// Every program under way listens, and a dozen at once is no leak.
setMaxListeners(0, abort.signal);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.once(signal, () => abort.abort(new Error(signal)));
}

try {
  process.exitCode = await setUp();
} catch (error) {
  process.exitCode = endWith(error);
}

/** @returns {Promise<number>} the exit code */
async function setUp() {
  const commands = createCommands({ logFile, env: process.env, signal: abort.signal });
  const lacks = await findLacks(steps, createContext({ root, commands, env: process.env, tests }));
  if (lacks.length === 0) return 0;
  if (process.env.ONSALE_SETUP === 'off') {
    terminal.line('onsale: this is missing, and ONSALE_SETUP=off forbids bringing it:');
    terminal.table(lacks.map(({ step, what }) => [step.name, what]));
    terminal.line('unset ONSALE_SETUP and start again, or bring it by hand (docs/setup.md)');
    return harnessFailed;
  }
  const release = await acquireLock(join(root, '.onsale', 'setup.lock'), {
    signal: abort.signal,
    deadlineMs: otherSetUpMs,
    onWait: (owner) =>
      terminal.line(`onsale: waiting for the set-up that process ${owner.split(':')[1]} is at …`),
  });
  try {
    await bringAll(commands);
  } finally {
    release();
  }
  return 0;
}

/** @param {import('./commands.mjs').Commands} commands */
async function bringAll(commands) {
  // Looked at anew: the set-up that held the lock may have brought it all.
  const context = createContext({ root, commands, env: process.env, tests });
  const lacks = await findLacks(steps, context);
  if (lacks.length === 0) return;
  rmSync(logFile, { force: true });
  terminal.line(
    `onsale set-up: bringing what is missing (ONSALE_SETUP=off forbids it); log: ${relative(root, logFile)}`,
  );
  const start = performance.now();
  const brought = await bring(lacks, context, {
    now: () => performance.now(),
    onStart: (step) => terminal.line(`  ${step.name} … (${step.how(context)})`),
    onFail: (step) => {
      if (!abort.signal.aborted) terminal.line(`  ${step.name}: failed (what else is at work may end first)`);
    },
    onDone: ({ name, seconds }) => terminal.line(`  ${name}: ${duration(seconds)}`),
  });
  if (brought.length === 0) return;
  terminal.line(`onsale set-up: done in ${duration((performance.now() - start) / 1000)}`);
  terminal.table(brought.map(({ name, seconds, where }) => [name, duration(seconds), where]));
}

/** @param {unknown} error */
function endWith(error) {
  if (abort.signal.aborted) {
    terminal.line(`onsale set-up: ${abort.signal.reason.message}: stopped; the next start goes on from here`);
    return interrupted;
  }
  const message = error instanceof Error ? error.message : String(error);
  terminal.line(`onsale set-up failed: ${message}`);
  terminal.line(`  what to do: ${error instanceof SetupError ? error.hint : hintFor(message, logFile)}`);
  return harnessFailed;
}
