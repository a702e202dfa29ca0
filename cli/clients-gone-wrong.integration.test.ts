import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onsale, startOnsale } from './testing/onsale.ts';

let runsDir: string;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-clients-'));
});
afterAll(async () => {
  await rm(runsDir, { recursive: true });
});

const run = async (target: string) =>
  await onsale([
    'run',
    'contention',
    '--target',
    target,
    '--users',
    '20',
    '--seats',
    '2',
    '--runs-dir',
    runsDir,
  ]);

describe('a client that is no good', () => {
  it.each([
    ['throws-at-load.ts', /throws-at-load/],
    ['loops-at-load.ts', /loops-at-load/],
    ['imports-node.ts', /imports-node/],
    ['wrong-shape.ts', /wrong-shape/],
    ['not-there.ts', /not-there/],
  ])('%s: exit 64 and its name, before anything is loaded', async (file, says) => {
    const { exitCode, stderr } = await run(`examples/clients-gone-wrong/${file}`);
    expect(stderr).toMatch(/^onsale: /m);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(exitCode).toBe(64);
    expect(await readdir(runsDir)).toEqual([]);
  });

  it('throws while it books: unknown, and the finding names the client', async () => {
    const { exitCode, stdout } = await run('examples/clients-gone-wrong/throws-in-book.ts');
    expect(stdout).toMatch(/\? client-sound/);
    expect(stdout).not.toMatch(/ PASS /);
    expect(exitCode).toBe(2);
  });
});

describe('a hook that is no good', () => {
  it('throws where nobody waits for it: 70, which is no verdict, and what was recorded stays', async () => {
    const { exitCode, stderr } = await run('examples/clients-gone-wrong/throws-late.ts');
    expect(stderr).toMatch(/^onsale: thrown where nobody waits$/m);
    expect(stderr).toMatch(/what was recorded stays in/);
    expect(exitCode).toBe(70);
  });

  it('never answers: an interrupt still ends the run, with 130', async () => {
    const args = [
      'run',
      'contention',
      '--target',
      'examples/clients-gone-wrong/never-seeds.ts',
      '--users',
      '20',
      '--seats',
      '2',
    ];
    const running = startOnsale([...args, '--runs-dir', runsDir]);
    const seen = Promise.withResolvers<void>();
    let said = '';
    running.stderr.on('data', (text: Buffer) => {
      said += text.toString();
      if (/✔ boot/.test(said)) seen.resolve();
    });
    await Promise.race([seen.promise, running]);
    running.kill('SIGTERM');
    const { exitCode, stderr } = await running;
    expect(stderr).toMatch(/interrupted by SIGTERM/);
    expect(exitCode).toBe(130);
  });
});

describe('whose target it is', () => {
  it('a host that is not loopback is refused until the user says it is theirs', async () => {
    const { exitCode, stderr } = await onsale([
      'run',
      'contention',
      '--target',
      'http://192.0.2.7:80',
      '--api',
      'seats',
    ]);
    expect(stderr).toMatch(/--i-own-this-target 192\.0\.2\.7/);
    expect(exitCode).toBe(64);
  });
});
