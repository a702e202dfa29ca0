import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { hintFor, SetupError } from './errors.mjs';

/**
 * @typedef {{ cwd?: string, env?: Record<string, string>, timeoutMs?: number }} CommandOptions
 * @typedef {{ code: number, stdout: string, output: string, found: boolean }} Answer
 *   `found` is false where there is no such program; `output` is both streams in the order they came
 * @typedef {{
 *   ask: (command: string, args: string[], options?: CommandOptions) => Promise<Answer>,
 *   demand: (command: string, args: string[], options?: CommandOptions) => Promise<Answer>,
 *   logFile: string,
 * }} Commands
 */

const tailLines = 12;

/**
 * The one way in which set-up starts other programs; tests hand in a fake of the same shape.
 *
 * `ask` answers whatever the exit code was. `demand` writes what the program printed to the log and throws a
 * SetupError with the last lines of it where the program failed, was missing, or took longer than `timeoutMs`.
 *
 * @param {{ logFile: string, env: NodeJS.ProcessEnv, signal: AbortSignal }} settings
 * @returns {Commands}
 */
export function createCommands({ logFile, env, signal }) {
  /** @type {Commands['ask']} */
  const ask = async (command, args, options = {}) => {
    const answer = await start(command, args, options, { env, signal });
    // Otherwise whoever asks until something answers would go on asking after Ctrl-C.
    signal.throwIfAborted();
    return answer;
  };
  return {
    logFile,
    ask,
    async demand(command, args, options = {}) {
      const answer = await ask(command, args, options);
      mkdirSync(dirname(logFile), { recursive: true });
      appendFileSync(logFile, `$ ${[command, ...args].join(' ')}\n${answer.output}-> ${answer.code}\n`);
      if (answer.code === 0) return answer;
      const tail = answer.output.trimEnd().split('\n').slice(-tailLines).join('\n    ');
      const what = answer.found ? `ended with ${answer.code}` : 'is not installed';
      throw new SetupError(
        `${command} ${args[0] ?? ''} ${what}\n    ${tail}`,
        hintFor(answer.output, logFile),
      );
    },
  };
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {CommandOptions} options
 * @param {{ env: NodeJS.ProcessEnv, signal: AbortSignal }} settings
 * @returns {Promise<Answer>}
 */
function start(command, args, options, { env, signal }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      signal,
    });
    let stdout = '';
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    let found = true;
    child.on('error', (error) => {
      // An abort comes this way too; the program's end follows, so only a program that never began ends here.
      if (child.pid !== undefined) return;
      found = /** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT';
      resolve({ code: 127, stdout: '', output: `${error.message}\n`, found });
    });
    child.on('close', (code, by) => {
      if (by !== null) output += `stopped by ${by} (the limit is ${options.timeoutMs ?? 'no'} ms)\n`;
      resolve({ code: code ?? 1, stdout, output, found });
    });
  });
}
