import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderReport } from './render.ts';
import { temporaryRun } from './testing/temporary-run.ts';

const golden = (name: string) => `testing/golden/${name}`;

/** The page without what the build makes (script), what changes with looks (style) and what other tests read (data). */
const staticPart = (page: string, dir: string) =>
  page
    .replace(/<style>[\s\S]*?<\/style>/, '<style></style>')
    .replace(/<script>[\s\S]*<\/script>/, '<script></script>')
    .replace(/(<script type="application\/json"[^>]*>)[\s\S]*?(<\/script>)/, '$1$2')
    .replace(/sha256-[^']+/, 'sha256-')
    .replaceAll(dir, '/runs/example');

describe.each(['pass', 'double-booked', 'killed', 'pool'] as const)('a %s run', (kind) => {
  it('is a page', async () => {
    await using run = await temporaryRun(kind);
    const page = await renderReport(run.dir, run.verdict, 'html');
    await expect(staticPart(page, run.dir)).toMatchFileSnapshot(golden(`${kind}.page.txt`));
  });

  it('is JUnit XML', async () => {
    await using run = await temporaryRun(kind);
    await expect(await renderReport(run.dir, run.verdict, 'junit')).toMatchFileSnapshot(
      golden(`${kind}.xml`),
    );
  });

  it('is a step summary', async () => {
    await using run = await temporaryRun(kind);
    await expect(await renderReport(run.dir, run.verdict, 'md')).toMatchFileSnapshot(golden(`${kind}.md`));
  });

  it('is its verdict as JSON', async () => {
    await using run = await temporaryRun(kind);
    expect(JSON.parse(await renderReport(run.dir, run.verdict, 'json'))).toEqual(run.verdict);
  });
});

describe('a run whose evidence is damaged', () => {
  it('is a page without a history, a timeline and a ledger', async () => {
    await using run = await temporaryRun('pass');
    for (const file of ['history', 'timeline', 'ledger']) await rm(join(run.dir, `${file}.ndjson`));
    const page = await renderReport(run.dir, run.verdict, 'html');
    expect(page).toContain('No seat appears in the evidence.');
    expect(page.match(/<td class="(?:warn)?">missing/g)).toHaveLength(3);
  });

  it('says which histogram cannot be decoded, and shows the rest', async () => {
    await using run = await temporaryRun('pass');
    const path = join(run.dir, 'timeline.ndjson');
    const lines = (await readFile(path, 'utf8')).split('\n');
    const broken = lines.findIndex((line) => line.includes('"phase":"load"') && line.includes('"request"'));
    lines[broken] = lines[broken]?.replace(/"histogram":"[^"]*"/, '"histogram":"bm9uZQ=="') ?? '';
    await writeFile(path, lines.join('\n'));
    const page = await renderReport(run.dir, run.verdict, 'html');
    expect(page).toContain(`1 lines are not readable (line ${broken + 1}: its histogram cannot be decoded)`);
    expect(page).toContain('POST /api/reservations/:id/confirm');
  });

  it('says which file is cut and which line is not readable', async () => {
    await using run = await temporaryRun('pass');
    await truncate(join(run.dir, 'history.ndjson'), 100_000);
    await appendFile(join(run.dir, 'ledger.ndjson'), '{"kind":"nothing"}\n');
    const page = await renderReport(run.dir, run.verdict, 'html');
    expect(page).toContain('its last line is cut');
    expect(page).toContain('1 lines are not readable');
  });
});
