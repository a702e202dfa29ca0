import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunRecord } from '../reports/evidence/run.ts';
import { Verdict } from '../reports/verdict/verdict.ts';
import { connectEngine } from '../target/topology/engine.ts';
import { disturbed as disturbedOnsale } from './testing/disturbed.ts';
import { containerOf, leftoversOf } from './testing/leftovers.ts';
import { onsale } from './testing/onsale.ts';

let docker: Docker;
let runsDir: string;
beforeAll(async () => {
  docker = await connectEngine();
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-ends-badly-'));
});
afterAll(async () => {
  await rm(runsDir, { recursive: true });
});

const small = ['run', 'contention', '--users', '200', '--seats', '20'];

/** A run of its own, and what is done to it once its progress says a certain thing. */
async function disturbed(
  says: RegExp,
  disturb: (processId: number) => Promise<void> | void,
  more: string[] = [],
) {
  return await disturbedOnsale({ args: [...small, '--runs-dir', runsDir, ...more], says, disturb });
}

async function recordOfNewest(): Promise<RunRecord> {
  const newest = (await readdir(runsDir)).sort().at(-1) ?? '';
  return RunRecord.parse(JSON.parse(await readFile(join(runsDir, newest, 'run.json'), 'utf8')));
}

// Several at once: what each leaves is known by its process id.
describe.concurrent('an interrupt', () => {
  it.each([
    ['SIGINT', 'while it boots', /boot: /],
    ['SIGTERM', 'while users log in', /load: entering/],
    ['SIGINT', 'while k6 starts', /load: starting/],
    ['SIGTERM', 'when the load is over', /✔ load/],
    ['SIGINT', 'while it is judged', /✔ ledger/],
  ] as const)('%s %s: exit 130, nothing left behind, no verdict', async (signal, _when, says) => {
    const end = await disturbed(says, (processId) => {
      process.kill(processId, signal);
    });
    expect(end.stderr).toMatch(/interrupted/);
    expect(end.stdout).not.toMatch(/PASS/);
    expect(end.exitCode).toBe(130);
    expect(await leftoversOf(docker, end.processId)).toEqual([]);
  });
});

describe('kill -9', () => {
  it('of the harness: the next start removes what it left, and its run never passes', async () => {
    const killed = await disturbed(/load: entering/, (processId) => {
      process.kill(processId, 'SIGKILL');
    });
    expect(killed.signal).toBe('SIGKILL');
    expect(await leftoversOf(docker, killed.processId)).not.toEqual([]);
    const { id, state } = await recordOfNewest();
    expect(state).toBe('running');
    const next = await onsale([...small, '--runs-dir', runsDir]);
    expect(next.stderr).toMatch(/removed what an ended run had left/);
    expect(await leftoversOf(docker, killed.processId)).toEqual([]);
    const checked = await onsale(['check', id, '--json', '--runs-dir', runsDir]);
    expect(checked.exitCode).toBe(2);
    expect(Verdict.parse(JSON.parse(checked.stdout)).verdict).toBe('unknown');
  });

  it.concurrent('of k6: unknown, and it says that k6 died', async () => {
    const end = await disturbed(
      /load: (entering|sale)/,
      async (processId) => {
        const k6 = await containerOf(docker, processId, { image: 'onsale/k6' });
        if (k6 !== null) await docker.getContainer(k6).kill();
      },
      ['--json', '--users', '2000'],
    );
    const verdict = Verdict.parse(JSON.parse(end.stdout));
    expect(verdict.findings.find(({ id }) => id === 'generators-sound')).toMatchObject({
      verdict: 'unknown',
    });
    expect(end.exitCode).toBe(2);
    expect(await leftoversOf(docker, end.processId)).toEqual([]);
  });

  it.concurrent('of an API: no pass, and it says which node was lost', async () => {
    const end = await disturbed(
      /load: (starting|entering)/,
      async (processId) => {
        const api = await containerOf(docker, processId, { node: 'api-a-2' });
        if (api !== null) await docker.getContainer(api).kill();
      },
      ['--json'],
    );
    const verdict = Verdict.parse(JSON.parse(end.stdout));
    const lost = verdict.findings.find(({ id }) => id === 'target-whole');
    expect(lost).toMatchObject({ verdict: 'unknown', observed: expect.stringContaining('api-a-2') });
    expect(verdict.verdict).not.toBe('pass');
    expect(end.exitCode).toBe(2);
    expect(await leftoversOf(docker, end.processId)).toEqual([]);
  });
});

describe('what the machine lacks', () => {
  it('no Docker daemon: exit 70, and what to do', async () => {
    const { exitCode, stderr } = await onsale([...small, '--runs-dir', runsDir], {
      env: { DOCKER_HOST: 'unix:///tmp/onsale-no-such-socket' },
    });
    expect(stderr).toMatch(/Docker/);
    expect(stderr).toMatch(/→ .*(doctor|Start)/);
    expect(exitCode).toBe(70);
  });

  it('a runs directory that cannot be written: one message, before anything boots', async () => {
    const { exitCode, stderr } = await onsale([...small, '--runs-dir', '/proc/onsale-runs']);
    expect(stderr).toMatch(/\/proc\/onsale-runs/);
    expect(stderr).not.toMatch(/boot: /);
    expect(exitCode).toBe(64);
  });
});
