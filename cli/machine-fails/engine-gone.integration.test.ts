import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { imageTags } from '../../target/images/tags.mjs';
import { labels } from '../../target/topology/ownership.ts';
import { listLabelled } from '../../target/topology/removal.ts';
import { disturbed } from '../testing/disturbed.ts';
import { onsale } from '../testing/onsale.ts';
import { OwnEngine } from '../testing/own-engine.ts';

let engine: OwnEngine;
let runsDir: string;
beforeAll(async () => {
  const { testbed, toxiproxy, k6 } = imageTags(resolve(import.meta.dirname, '../..'));
  engine = await OwnEngine.start([testbed, toxiproxy, k6]);
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-engine-gone-'));
});
afterAll(async () => {
  await rm(runsDir, { recursive: true });
  await engine[Symbol.asyncDispose]();
});

async function held(): Promise<string[]> {
  return (await listLabelled(engine.docker, labels.owner)).map(({ name }) => name);
}

it.each([
  ['under load', ['run', 'contention', '--users', '200', '--seats', '20'], /load: (entering|sale)/],
  ['while up boots', ['up', '--users', '20', '--seats', '7'], /boot: /],
] as const)('killed %s: 70, and the next start removes what was left', async (_when, command, says) => {
  const end = await disturbed({
    args: [...command, '--runs-dir', runsDir],
    says,
    disturb: () => engine.kill(),
    start: engine.startOnsale,
  });
  expect(end.stderr).toMatch(/the Docker engine stopped answering in the middle/);
  expect(end.stderr).toMatch(/→ Start Docker again/);
  expect(end.exitCode).toBe(70);

  await engine.restart();
  expect(await held()).not.toEqual([]);
  const next = await onsale(['status'], {}, engine.startOnsale);
  expect(next.stderr).toMatch(/removed what an ended run had left/);
  expect(next.exitCode).toBe(0);
  expect(await held()).toEqual([]);
});

it('leaves a run that is never passed', async () => {
  const [id = ''] = await readdir(runsDir);
  const checked = await onsale(['check', id, '--runs-dir', runsDir]);
  expect(checked.stdout).toMatch(/run-collected .*the Docker engine stopped answering/);
  expect(checked.exitCode).toBe(2);
});
