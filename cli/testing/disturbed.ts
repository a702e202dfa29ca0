import { expect } from 'vitest';
import { startOnsale } from './onsale.ts';

interface Disturbance {
  args: readonly string[];
  /** What its progress says when the time has come. */
  says: RegExp;
  /** What is done to it then. */
  disturb(processId: number): Promise<void> | void;
  /** Told of its end, before `disturb` is waited for. */
  onEnd?(): void;
  /** How it is started; as a user would, when nothing else is said. */
  start?: typeof startOnsale;
}

/** How a disturbed `onsale` ended. */
export interface Disturbed {
  processId: number;
  exitCode: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
}

/** Run the command line, and do something to it, or to its world, once its progress says a certain thing. */
export async function disturbed(of: Disturbance): Promise<Disturbed> {
  const running = (of.start ?? startOnsale)(of.args);
  const processId = running.pid;
  if (processId === undefined) throw new Error('onsale did not start');
  let seen = '';
  let done: Promise<void> | null = null;
  running.stderr.on('data', (text: Buffer) => {
    seen += text.toString();
    if (done === null && of.says.test(seen)) done = Promise.resolve(of.disturb(processId));
  });
  const { exitCode, stdout, stderr, signal } = await running;
  of.onEnd?.();
  await done;
  expect(done, `progress never said ${of.says}: ${stderr}`).not.toBeNull();
  return { processId, exitCode, signal, stdout: String(stdout), stderr: String(stderr) };
}
