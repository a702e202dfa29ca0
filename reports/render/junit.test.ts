import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { renderReport } from './render.ts';
import { temporaryRun } from './testing/temporary-run.ts';

it('is not green when nothing was examined', async () => {
  await using run = await temporaryRun('pass');
  const verdict = { ...run.verdict, verdict: 'unknown' as const, findings: [] };
  const xml = await renderReport(run.dir, verdict, 'junit');
  expect(xml).toMatch(/<testsuites [^>]*errors="1"/);
});

it('stays XML whatever the evidence holds', async () => {
  await using run = await temporaryRun('hostile');
  const [first, ...rest] = run.verdict.findings;
  if (!first) throw new Error('expected a finding');
  const verdict = { ...run.verdict, findings: [{ ...first, observed: 'bell \u0007, ]]> and <b>' }, ...rest] };
  const xml = await renderReport(run.dir, verdict, 'junit');
  expect(xml).not.toContain('\u0007');
  expect(xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')).not.toContain('<b>');
  expect(xml).toContain('&lt;b>');
});

it('writes nothing into the run directory', async () => {
  await using run = await temporaryRun('pass');
  await renderReport(run.dir, run.verdict, 'junit');
  await expect(readFile(`${run.dir}/junit.xml`)).rejects.toMatchObject({ code: 'ENOENT' });
});
