import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCommands } from './commands.mjs';
import { createContext } from './context.mjs';
import { goFound } from './steps/go.mjs';

/** Run the recorder's own tests with the Go that set-up found or brought. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const signal = new AbortController().signal;
const commands = createCommands({ logFile: join(root, '.onsale', 'setup.log'), env: process.env, signal });
const go = await goFound(createContext({ root, commands, env: process.env, tests: true }));
if (go === undefined) throw new Error('Go is missing; node setup/setup.mjs --tests brings it');
const ended = spawnSync(go.command, ['test', './...'], {
  cwd: join(root, 'scenarios', 'recorder'),
  env: { ...process.env, ...go.env },
  stdio: 'inherit',
});
process.exitCode = ended.status ?? 70;
