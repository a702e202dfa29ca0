import { createHash } from 'node:crypto';
import { cpus, release, totalmem, type } from 'node:os';
import { execa } from 'execa';
import type { RunRecord } from '../../reports/evidence/run.ts';

/** The machine a run ran on; runs of different fingerprints are not comparable in time. */
export function describeMachine(): RunRecord['machine'] {
  const cores = cpus();
  const facts = {
    os: `${type()} ${release()}`,
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryBytes: totalmem(),
  };
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([facts.cpu, facts.cores, Math.round(facts.memoryBytes / 2 ** 30)]))
    .digest('hex')
    .slice(0, 12);
  return { ...facts, fingerprint };
}

/** The commit that `dir` stands at, or null outside a repository (or without git). */
export async function describeGit(dir: string): Promise<RunRecord['git']> {
  const git = async (...args: string[]) =>
    await execa('git', args, { cwd: dir, reject: false, timeout: 5_000 });
  const head = await git('rev-parse', 'HEAD');
  if (head.exitCode !== 0) return null;
  const status = await git('status', '--porcelain', '--untracked-files=no');
  return { commit: head.stdout.trim(), dirty: status.exitCode !== 0 || status.stdout.trim() !== '' };
}
