import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A run's directory for a test, with the folders that a run has; gone when it is disposed of. */
export async function makeRunDirectory(): Promise<{ dir: string; [Symbol.asyncDispose](): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'onsale-test-'));
  await Promise.all([mkdir(join(dir, 'parts')), mkdir(join(dir, 'logs'))]);
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}
