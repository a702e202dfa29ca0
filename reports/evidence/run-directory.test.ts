import { mkdtempSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seatClient } from '../testing/literal.ts';
import { recordWith } from '../testing/record.ts';
import { createRun, readRun, runFiles, writeRunRecord } from './run-directory.ts';
import { listRuns, resolveRun } from './stored-runs.ts';

let runsDir: string;
beforeEach(() => {
  runsDir = mkdtempSync(join(tmpdir(), 'onsale-test-'));
});
afterEach(() => rm(runsDir, { recursive: true, force: true }));

const startedAt = new Date('2026-11-21T03:15:00.250Z');
const record = recordWith({ buyers: 1, inventory: 1, client: seatClient });

async function stored(name: string, at = startedAt): Promise<string> {
  const run = await createRun({ runsDir, name, startedAt: at });
  await writeRunRecord(run.dir, { ...record, id: run.id, name, startedAt: at.toISOString() });
  return run.id;
}

describe('createRun', () => {
  test('names a directory by time and name, and counts on when it is taken', async () => {
    const made = await Promise.all([1, 2, 3].map(() => createRun({ runsDir, name: 'crowd', startedAt })));
    expect(made.map(({ id }) => id).sort()).toEqual([
      '20261121T031500Z-crowd',
      '20261121T031500Z-crowd-2',
      '20261121T031500Z-crowd-3',
    ]);
    expect(made[0]?.files.parts.startsWith(made[0].dir)).toBe(true);
  });

  test('says where it cannot', async () => {
    const file = join(runsDir, 'file');
    await writeFile(file, '');
    const refused = createRun({ runsDir: join(file, 'runs'), name: 'crowd', startedAt });
    await expect(refused).rejects.toMatchObject({ name: 'UnwritableRunsDirectory', usage: true });
    await expect(refused).rejects.toThrow(join(file, 'runs'));
    if (process.getuid?.() === 0) return; // root may write anywhere
    await chmod(runsDir, 0o500);
    await expect(createRun({ runsDir, name: 'crowd', startedAt })).rejects.toMatchObject({ usage: true });
  });
});

describe('readRun', () => {
  test('gives back what was written', async () => {
    const id = await stored('crowd');
    expect(await readRun(join(runsDir, id))).toMatchObject({ id, record: { name: 'crowd', seed: 7 } });
  });

  test('tells a foreign directory from a damaged run', async () => {
    await mkdir(join(runsDir, 'foreign'));
    await expect(readRun(join(runsDir, 'foreign'))).rejects.toMatchObject({ name: 'ForeignRun' });
    await expect(readRun(join(runsDir, 'none'))).rejects.toMatchObject({ name: 'ForeignRun' });
    const dir = join(runsDir, await stored('crowd'));
    const { run } = runFiles(dir);
    const text = await readFile(run, 'utf8');
    for (const [damaged, what] of [
      [text.slice(0, -9), 'is cut or is not JSON'],
      [text.replace('"schemaVersion": 1', '"schemaVersion": 2'), 'has schema version 2'],
      [text.replace('"seed": 7', '"seed": "7"'), 'does not have the shape of a run'],
      ['[]', 'does not have the shape of a run'],
    ] as const) {
      await writeFile(run, damaged);
      await expect(readRun(dir)).rejects.toMatchObject({ name: 'CorruptRun', usage: true });
      await expect(readRun(dir)).rejects.toThrow(what);
    }
  });

  test('writes no record of another shape', async () => {
    const wrong = { ...record, seed: 1.5 };
    await expect(writeRunRecord(runsDir, wrong)).rejects.toThrow('seed');
  });
});

describe('resolveRun and listRuns', () => {
  test('latest, an id, a unique prefix, a path', async () => {
    const older = await stored('crowd', new Date('2026-11-20T10:00:00Z'));
    const newer = await stored('contention');
    await mkdir(join(runsDir, 'zzz-not-a-run'));
    const found = (reference: string) => resolveRun(runsDir, reference);
    expect(await found('latest')).toBe(join(runsDir, newer));
    expect(await found(older)).toBe(join(runsDir, older));
    expect(await found('20261120')).toBe(join(runsDir, older));
    expect(await found(join(runsDir, older))).toBe(join(runsDir, older));
    await symlink(join(runsDir, older), join(runsDir, 'elsewhere'));
    expect((await readRun(join(runsDir, 'elsewhere'))).id).toBe(older);
    await rm(join(runsDir, 'elsewhere'));
    await expect(found('2026')).rejects.toMatchObject({ name: 'AmbiguousRun', usage: true });
    await expect(found('zzz')).rejects.toMatchObject({ name: 'RunNotFound', usage: true });
    await expect(found('')).rejects.toMatchObject({ name: expect.stringMatching(/Run/) });
    await expect(found(join(runsDir, 'zzz-not-a-run'))).rejects.toMatchObject({ name: 'ForeignRun' });
    expect(await listRuns(runsDir)).toMatchObject([
      { id: newer, name: 'contention', state: 'collected', verdict: null, problem: null },
      { id: older, name: 'crowd', startedAt: '2026-11-20T10:00:00.000Z' },
    ]);
  });

  test('an id that is another one’s prefix means itself; numbers count as numbers', async () => {
    const ids = [];
    for (let nth = 0; nth < 11; nth++) ids.push(await stored('crowd'));
    expect(await resolveRun(runsDir, ids[0] ?? '')).toBe(join(runsDir, ids[0] ?? ''));
    expect(await resolveRun(runsDir, 'latest')).toBe(join(runsDir, '20261121T031500Z-crowd-11'));
  });

  test('lists a damaged run, with what is wrong', async () => {
    const id = await stored('crowd');
    await writeFile(runFiles(join(runsDir, id)).run, '{');
    expect(await listRuns(runsDir)).toMatchObject([
      {
        id,
        name: 'crowd',
        state: null,
        startedAt: '2026-11-21T03:15:00.000Z',
        problem: expect.stringContaining('is cut'),
      },
    ]);
  });

  test('nothing stored is an empty list, and no latest', async () => {
    expect(await listRuns(join(runsDir, 'none'))).toEqual([]);
    await expect(resolveRun(join(runsDir, 'none'), 'latest')).rejects.toMatchObject({ name: 'RunNotFound' });
  });
});
