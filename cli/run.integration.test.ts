import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFiles } from '../reports/evidence/run-directory.ts';
import { Verdict } from '../reports/verdict/verdict.ts';
import { onsale } from './testing/onsale.ts';

let runsDir: string;
let verdict: Verdict;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-run-'));
  const { exitCode, stdout, stderr } = await onsale([
    ...['run', 'contention', '--users', '300', '--seats', '30', '--seed', '7', '--strategy', 'row-lock'],
    ...['--budgets', 'examples/budgets/contention.yaml', '--json', '--runs-dir', runsDir],
  ]);
  expect(stdout, stderr).toMatch(/^\{/);
  verdict = Verdict.parse(JSON.parse(stdout));
  expect(exitCode).toBe({ pass: 0, fail: 1, unknown: 2 }[verdict.verdict]);
});
afterAll(async () => {
  await rm(runsDir, { recursive: true });
});

const again = async (...args: string[]) => await onsale([...args, '--runs-dir', runsDir]);

describe('a contention run on the reference target', () => {
  it('sells each seat once and refuses the rest, on every invariant', () => {
    const broken = verdict.findings.filter(
      (finding) => finding.kind === 'invariant' && finding.verdict !== 'pass',
    );
    expect(broken).toEqual([]);
    expect(verdict.measurements['contention.buyers']?.value).toBe(300);
    expect(verdict.measurements['contention.granted']?.value).toBe(30);
    expect(verdict.measurements['contention.refused']?.value).toBe(270);
    expect(verdict.measurements['contention.indeterminate']?.value).toBe(0);
  });

  it('leaves its evidence and what people read', async () => {
    const files = runFiles(verdict.run.dir);
    expect(await readFile(files.report, 'utf8')).toMatch(/^<!doctype html>/i);
    expect(await readFile(files.junit, 'utf8')).toContain('no-double-booking');
    expect(await readFile(files.summary, 'utf8')).toContain('no-double-booking');
    expect(await readFile(join(files.logs, 'api-a-1.log'), 'utf8')).not.toBe('');
  });

  it('is judged the same again from what is on disk', async () => {
    const { stdout } = await again('check', 'latest', '--json');
    expect(JSON.parse(stdout)).toEqual(verdict);
  });

  it('is listed, newest first', async () => {
    const { stdout } = await again('runs', '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ id: verdict.run.id, verdict: verdict.verdict }]);
  });

  it.each(['html', 'junit', 'md', 'json'])('is reported as %s on standard output', async (format) => {
    const { exitCode, stdout } = await again('report', verdict.run.id.slice(0, 12), '--format', format);
    expect(stdout).toContain('no-double-booking');
    expect(exitCode).toBe(0);
  });

  it('never passes once its history was cut, or its record is corrupt', async () => {
    const files = runFiles(verdict.run.dir);
    const { length } = await readFile(files.history);
    await truncate(files.history, Math.floor(length / 2));
    const cut = await again('check', 'latest', '--json');
    expect(cut.exitCode).not.toBe(0);
    expect(JSON.parse(cut.stdout).verdict).not.toBe('pass');
    await writeFile(files.run, '{"schemaVersion": 1');
    const corrupt = await again('check', 'latest');
    expect(corrupt.stderr).toMatch(/^onsale: /);
    expect(corrupt.exitCode).toBe(64);
  });
});
