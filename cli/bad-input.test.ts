import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onsale } from './testing/onsale.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'onsale-bad-input-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true });
});

/** Arguments, and what the message and its hint must say. Nothing of it may start anything. */
const wrong: [string, string[], RegExp[]][] = [
  ['no command', [], [/command is missing/, /run contention/]],
  ['an unknown command', ['rum'], [/rum/, /Did you mean run/]],
  ['an unknown option', ['run', 'contention', '--user', '3'], [/--user/, /Did you mean --users/]],
  ['an unknown scenario', ['run', 'contentoin'], [/contentoin/, /contention/]],
  [
    'an unknown strategy',
    ['run', 'contention', '--strategy', 'rowlock'],
    [/--strategy/, /rowlock/, /row-lock/],
  ],
  ['no users', ['run', 'contention', '--users', '0'], [/--users/, /'0'/, /from 1 to/]],
  ['fewer than no users', ['run', 'contention', '--users', '-1'], [/--users/, /-1/]],
  ['too many users', ['run', 'contention', '--users', '1e9'], [/--users/, /1e9/, /10,000/]],
  ['users that are no number', ['run', 'contention', '--users', 'abc'], [/--users/, /abc/, /whole number/]],
  ['half a user', ['run', 'contention', '--users', '1.5'], [/--users/, /1\.5/]],
  [
    'more seats than users',
    ['run', 'contention', '--users', '10', '--seats', '20'],
    [/--seats 20/, /number of users/],
  ],
  ['a URL without --api', ['run', 'contention', '--target', 'http://127.0.0.1:1'], [/--api/]],
  ['--api with a client file', ['run', 'contention', '--api', 'seats', '--target', 'x.ts'], [/--target URL/]],
  ['an unknown API', ['run', 'contention', '--api', 'tickets'], [/--api/, /tickets/, /quantity/]],
  [
    'how long tickets by number are held',
    ['run', 'contention', '--api', 'quantity', '--hold-seconds', '2'],
    [/--hold-seconds/, /quantity/],
  ],
  ['a queue of a foreign target', ['run', 'contention', '--target', 'x.ts', '--queue', '5'], [/--queue/]],
  ['the rate of no queue', ['run', 'contention', '--queue-rate', '5'], [/--queue-rate/, /--queue\b/]],
  ['a queue in front of nothing', ['run', 'contention', '--queue', '0'], [/--queue/, /from 1 to 10,000/]],
  [
    'a bug planted in a foreign target',
    ['run', 'contention', '--target', 'x.ts', '--broken', 'y'],
    [/--broken/],
  ],
  [
    'strategies of a foreign target',
    ['run', 'contention', '--target', 'x.ts', '--strategy', 'all'],
    [/--strategy/, /--target/],
  ],
  [
    'a planted bug beside all strategies',
    ['run', 'contention', '--strategy', 'all', '--broken', 'stock-in-memory'],
    [/--broken stock-in-memory/, /--strategy all/],
  ],
  ['a budgets file that is not there', ['run', 'contention', '--budgets', 'none.yaml'], [/none\.yaml/]],
  [
    'a run that is not there',
    ['check', 'nothing-like-it', '--runs-dir', '/tmp/onsale-no-runs'],
    [/nothing-like-it/],
  ],
  ['an unknown format', ['report', 'latest', '--format', 'pdf'], [/--format/, /pdf/, /html/]],
];

describe('wrong usage', () => {
  it.each(wrong)('%s: exit 64, one message that says what to do', async (_name, args, says) => {
    const { exitCode, stdout, stderr } = await onsale(args);
    expect(stderr).toMatch(/^onsale: /);
    for (const pattern of says) expect(stderr).toMatch(pattern);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(exitCode).toBe(64);
  });

  it('is one JSON document with --json', async () => {
    const { exitCode, stdout } = await onsale(['run', 'contention', '--users', 'abc', '--json']);
    expect(exitCode).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'usage', message: expect.stringContaining('--users') },
    });
  });

  it('an unknown measurement in a budgets file names the line and the nearest right word', async () => {
    const file = join(dir, 'budgets.yaml');
    await writeFile(file, 'contention.granted: {min: 1}\nhttp.p59: {max: 3}\n');
    const { exitCode, stderr } = await onsale(['run', 'contention', '--budgets', file]);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/http\.p59/);
    expect(stderr).toMatch(/http\.p9?5/);
  });
});

describe('stored runs', () => {
  it('an empty folder is no error', async () => {
    const { exitCode, stdout } = await onsale(['runs', '--json', '--runs-dir', join(dir, 'none')]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it('a folder that is no run says so', async () => {
    const { exitCode, stderr } = await onsale(['check', dir]);
    expect(exitCode).toBe(64);
    expect(stderr).toMatch(/^onsale: /);
  });
});
