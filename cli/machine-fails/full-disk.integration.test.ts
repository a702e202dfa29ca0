import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { SpillFile } from '../../reports/checkers/partition/spill-file.ts';
import { RunRecord } from '../../reports/evidence/run.ts';
import { Verdict } from '../../reports/verdict/verdict.ts';
import { disturbed } from '../testing/disturbed.ts';
import { onsale, startOnsale } from '../testing/onsale.ts';
import { SmallDisk } from '../testing/small-disk.ts';

let disk: SmallDisk;
beforeAll(async () => {
  disk = await SmallDisk.make();
});
afterAll(() => disk[Symbol.asyncDispose]());
beforeEach(() => disk.free());

const sizes = ['--users', '200', '--seats', '40'];
const run = (client = 'examples/shop/shop.client.ts') => [
  ...['run', 'contention', '--target', client, ...sizes, '--json', '--runs-dir', disk.dir],
];

async function newest(): Promise<{ id: string; dir: string; files: string[]; record: RunRecord }> {
  const id = (await readdir(disk.dir)).sort().at(-1) ?? '';
  const dir = join(disk.dir, id);
  const record = RunRecord.parse(JSON.parse(await readFile(join(dir, 'run.json'), 'utf8')));
  return { id, dir, files: await readdir(dir, { recursive: true }), record };
}

const pollMs = 5;

/** Wait for what a run writes; the run's own end is the deadline, since it is not waited for any longer. */
async function untilWritten(seen: (at: Awaited<ReturnType<typeof newest>>) => boolean, signal: AbortSignal) {
  while (!signal.aborted) {
    const found = await newest().catch(() => null);
    if (found !== null && seen(found)) return;
    await pause(pollMs);
  }
}

/** A run whose disk fills up as soon as it has come so far, with so many bytes left. */
async function runOnFillingDisk(seen: Parameters<typeof untilWritten>[0], leaveBytes: number) {
  const ended = new AbortController();
  return await disturbed({
    args: run(),
    says: /load: sale/,
    disturb: async () => {
      await untilWritten(seen, ended.signal);
      await disk.fill(leaveBytes);
    },
    // What waits for something that never came ends with the run.
    onEnd: () => ended.abort(),
  });
}

function expectFull(end: { exitCode: number | undefined; stdout: string }): void {
  const { error } = JSON.parse(end.stdout);
  expect(error.message).toMatch(/no room was left on the disk|the disk is full/);
  expect(error.hint).toMatch(/--runs-dir/);
  expect(end.exitCode).toBe(70);
}

/** Judged when there is room again: what was recorded is still there, and is not enough. */
async function expectUnknownLater(id: string): Promise<void> {
  await disk.free();
  const checked = await onsale(['check', id, '--json', '--runs-dir', disk.dir]);
  expect(Verdict.parse(JSON.parse(checked.stdout)).verdict, checked.stderr).toBe('unknown');
  expect(checked.exitCode).toBe(2);
}

it('full before the start: said at once, and nothing is started', async () => {
  await disk.fill();
  const end = await onsale(run());
  expectFull(end);
  expect(end.stderr).not.toMatch(/boot|load/);
  expect(await readdir(disk.dir)).toEqual([]);
});

it('full in the middle of the load: the part that was written stays, without an end mark', async () => {
  const end = await runOnFillingDisk(() => true, 0);
  expectFull(end);
  const { id, files } = await newest();
  expect(files).toContain('parts/k6-0.history.ndjson');
  expect(files).not.toContain('parts/k6-0.end.json');
  expect(files).not.toContain('verdict.json');
  await expectUnknownLater(id);
});

it('full in the merge: no half of a history, and the parts stay', async () => {
  const end = await runOnFillingDisk(({ files }) => files.includes('parts/k6-0.end.json'), 48 * 1_024);
  expectFull(end);
  const { id, files } = await newest();
  expect(files.filter((name) => /^(history|timeline|verdict)/.test(name))).toEqual([]);
  await expectUnknownLater(id);
});

it('full in the ledger: the history stays, and half a ledger is none', async () => {
  const signs = await mkdtemp(join(tmpdir(), 'onsale-resting-'));
  await using _ = { [Symbol.asyncDispose]: () => rm(signs, { recursive: true }) };
  const sign = join(signs, 'resting');
  const ended = new AbortController();
  const end = await disturbed({
    args: run('cli/testing/clients/rests-when-told.client.ts'),
    start: (args) => startOnsale(args, { env: { ONSALE_TEST_RESTING: sign } }),
    says: /load: sale/,
    disturb: async () => {
      while (!ended.signal.aborted && !existsSync(sign)) await pause(pollMs);
      // Room for run.json once more, and for less than the ledger.
      await disk.fill(12 * 1_024);
      await rm(sign, { force: true });
    },
    onEnd: () => ended.abort(),
  });
  expectFull(end);
  const { id, files, record } = await newest();
  expect(files).toContain('history.ndjson');
  expect(record.evidence.ledger.complete).toBe(false);
  await expectUnknownLater(id);
});

it('full when the verdict is written: none is, and it can be judged when there is room', async () => {
  const end = await runOnFillingDisk(({ record }) => record.state === 'collected', 0);
  expectFull(end);
  expect(end.stderr).toMatch(/onsale check/);
  const { id, files } = await newest();
  expect(files.filter((name) => /^(verdict|report|junit|summary)/.test(name))).toEqual([]);
  expectFull(await onsale(['check', id, '--json', '--runs-dir', disk.dir]));
  await disk.free();
  const checked = await onsale(['check', id, '--json', '--runs-dir', disk.dir]);
  const { findings } = Verdict.parse(JSON.parse(checked.stdout));
  const whole = findings.filter((finding) => finding.id.endsWith('-whole'));
  expect(whole.map(({ verdict }) => verdict)).toEqual(whole.map(() => 'pass'));
  expect([0, 2]).toContain(checked.exitCode);
});

it('full where judging keeps what does not fit in memory: it names that folder', async () => {
  await disk.fill();
  using spill = new SpillFile(disk.dir);
  expect(() => spill.append(Buffer.alloc(10_000))).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(disk.dir),
      hint: expect.stringContaining('TMPDIR'),
    }),
  );
});
