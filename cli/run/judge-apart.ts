import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Verdict } from '../../reports/verdict/verdict.ts';
import { HarnessError } from '../terminal/errors.ts';
import type { Written } from './reports.ts';

/** A verdict that is on disk, and what was written for people beside it. */
export interface Judged {
  verdict: Verdict;
  written: Written;
}

const judgeProcess = fileURLToPath(new URL('./judge-process.ts', import.meta.url));

/**
 * Of Node, for a process that judges: what streams by is soon garbage, and room for less of it costs no time. Of a
 * million operations it saves a fifth of all memory (`npm run bench -- judging`).
 */
export const judgeFlags: readonly string[] = ['--max-semi-space-size=8'];

/** What the judging process answers: {@link ./judge-process.ts}. */
const Answer = z.union([
  z.object({
    verdict: Verdict,
    written: z.object({
      report: z.string(),
      junit: z.string(),
      summary: z.string(),
      headline: z.string(),
    }),
  }),
  z.object({ message: z.string(), hint: z.string().nullable(), usage: z.boolean() }),
]);

/**
 * Judge a stored run, and write its verdict and its reports, in a process of its own: Node ends a process
 * that needs more memory than it may have, and nobody in it can catch that. An abort ends the judging.
 * Throws what the judge throws, and a {@link HarnessError} when its process was killed.
 */
export async function judgeApart(dir: string, signal: AbortSignal): Promise<Judged> {
  signal.throwIfAborted();
  const child = fork(judgeProcess, [dir], {
    execArgv: [...process.execArgv, ...judgeFlags],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-lastWordsLength);
  });
  const end = () => child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  try {
    const answer = await answerOf(child, () => said);
    signal.throwIfAborted();
    if ('verdict' in answer) return answer;
    throw new JudgingFailed(answer);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

const lastWordsLength = 8_192;

/** What went wrong in the judging process, as it told it. */
class JudgingFailed extends Error {
  override readonly name = 'JudgingFailed';
  readonly hint: string | null;
  readonly usage: boolean;
  constructor({ message, hint, usage }: { message: string; hint: string | null; usage: boolean }) {
    super(message);
    this.hint = hint;
    this.usage = usage;
  }
}

function answerOf(child: ReturnType<typeof fork>, said: () => string): Promise<z.infer<typeof Answer>> {
  const { promise, resolve, reject } = Promise.withResolvers<z.infer<typeof Answer>>();
  let answer: unknown;
  child.on('message', (message) => {
    answer = message;
  });
  child.on('error', reject);
  // `close` comes after its last words and its message.
  child.on('close', (code, signal) => {
    if (answer === undefined) reject(killed(code, signal, said()));
    else resolve(Answer.parse(answer));
  });
  return promise;
}

/** The kernel kills with SIGKILL when memory ends; Node itself with SIGABRT, or 134, when its heap does. */
function killed(code: number | null, signal: NodeJS.Signals | null, said: string): HarnessError {
  const how = signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
  const heap = said.split('\n').find((line) => line.includes('FATAL ERROR'));
  if (heap !== undefined || signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134) {
    return new HarnessError(
      `judging ran out of memory: its process ${how}${heap === undefined ? '' : ` (${heap.trim()})`}`,
      'The evidence is on disk as it was: free some memory, or allow more (NODE_OPTIONS=--max-old-space-size=8192), then onsale check judges it.',
    );
  }
  return new HarnessError(
    `the process that judges ${how} and told no verdict: ${said.trim().split('\n').at(-1) ?? ''}`,
    'The evidence is on disk as it was: onsale check judges it again.',
  );
}
