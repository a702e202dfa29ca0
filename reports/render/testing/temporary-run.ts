import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '../../verdict/verdict.ts';
import { type RunKind, writeRunDirectory } from './run-directory.ts';

/** A run directory that is gone when the scope ends, and the verdict on it. */
export async function temporaryRun(
  kind: RunKind,
): Promise<{ dir: string; verdict: Verdict } & AsyncDisposable> {
  const dir = await mkdtemp(join(tmpdir(), 'onsale-render-'));
  const verdict = await writeRunDirectory(dir, kind);
  return { dir, verdict, [Symbol.asyncDispose]: () => rm(dir, { recursive: true }) };
}
