import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Verdict } from '../../reports/verdict/verdict.ts';

const root = resolve(import.meta.dirname, '../..');
let runsDir: string;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-shop-'));
});
afterAll(() => rm(runsDir, { recursive: true }));

/** Run the scenario against a client file, as its owner would. */
async function contention(
  target: string,
): Promise<{ exitCode: number | null; verdict: Verdict; stderr: string }> {
  const args = ['run', 'contention', '--target', target, '--users', '200', '--seats', '40', '--json'];
  const { promise, resolve: settle } = Promise.withResolvers<{ stdout: string; stderr: string }>();
  const child = execFile(
    process.execPath,
    ['cli/onsale.mjs', ...args, '--runs-dir', runsDir],
    { cwd: root, maxBuffer: 1 << 26 },
    (_, stdout, stderr) => settle({ stdout, stderr }),
  );
  const { stdout, stderr } = await promise;
  expect(stdout, stderr).not.toBe('');
  return { exitCode: child.exitCode, verdict: Verdict.parse(JSON.parse(stdout)), stderr };
}

function verdictOf({ findings }: Verdict, id: string) {
  return findings.find((finding) => finding.id === id)?.verdict;
}

describe('onsale run contention on a shop that is not ours', () => {
  it('sells what there is, refuses the others, and passes', async () => {
    const { exitCode, verdict, stderr } = await contention('examples/shop/shop.client.ts');
    expect(
      verdict.findings.filter((finding) => finding.verdict !== 'pass'),
      stderr,
    ).toEqual([]);
    expect(verdict.verdict).toBe('pass');
    expect(exitCode).toBe(0);
    expect(verdict.measurements['contention.granted']?.value).toBe(40);
    expect(verdict.measurements['contention.refused']?.value).toBe(160);
    // More tries than buyers: the shop was busy, and they came back.
    expect(verdict.measurements['contention.attempts']?.value).toBeGreaterThan(200);
    for (const id of ['no-oversell', 'no-lost-booking', 'no-phantom', 'idempotent', 'money']) {
      expect(verdictOf(verdict, id), id).toBe('pass');
    }
    // There is no hold and there are no seats, so nothing is claimed about them.
    expect(verdictOf(verdict, 'hold-exclusive')).toBeUndefined();
  });

  it('catches the shop that sells too many', async () => {
    const { exitCode, verdict } = await contention('examples/shop/oversell.client.ts');
    expect(verdictOf(verdict, 'no-oversell')).toBe('fail');
    expect(verdict.verdict).toBe('fail');
    expect(exitCode).toBe(1);
    const finding = verdict.findings.find(({ id }) => id === 'no-oversell');
    expect(finding?.evidence).not.toEqual([]);
    expect(verdict.measurements['contention.granted']?.value).toBeGreaterThan(40);
  });
});
