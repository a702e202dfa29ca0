import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseOptions } from '../../scenarios/catalog.ts';
import { runCourse } from '../run/course.ts';
import { reapLeftovers } from '../run/prepare.ts';
import { bootReference } from '../run/reference-target.ts';
import { quietContext } from '../testing/context.ts';

const hourSeconds = 3_600;

let runsDir: string;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-clock-off-'));
});
afterAll(() => rm(runsDir, { recursive: true }));

/** The hours that instances are ahead, by the dates they put on their answers; each request may go to another. */
async function hoursAhead(url: string): Promise<number[]> {
  const answers = await Promise.all(Array.from({ length: 12 }, () => fetch(`${url}/api/events`)));
  const dates = answers.map(({ headers }) => Date.parse(headers.get('date') ?? ''));
  const hours = dates.map((at) => Math.round((at - Date.now()) / (hourSeconds * 1_000)));
  return [...new Set(hours)].sort((a, b) => a - b);
}

/** What is answered to log-ins of every instance at every instance; without its cookie no buyer stays with one. */
async function answersToLogins(url: string): Promise<number[]> {
  const json = { 'content-type': 'application/json' };
  const rounds = Array.from({ length: 6 }, (_, nth) => nth);
  const statuses = rounds.map(async (nth) => {
    const body = JSON.stringify({ email: `clock-${nth}@example.org`, password: 'of another hour' });
    const registered = await fetch(`${url}/api/auth/register`, { method: 'POST', headers: json, body });
    const { token } = (await registered.json()) as { token: string };
    const asked = rounds.map(() =>
      fetch(`${url}/api/auth/me`, { headers: { authorization: `Bearer ${token}` } }),
    );
    return (await Promise.all(asked)).map(({ status }) => status);
  });
  return [...new Set((await Promise.all(statuses)).flat())];
}

// Holds run out by the database's clock alone, whichever instance is asked.
it('instances of another hour: the target is judged by what it sold, and is sound', async () => {
  const context = quietContext(runsDir);
  await reapLeftovers(context);
  const strategy = { api: 'seats', strategy: 'atomic-update', fastLayer: true } as const;
  const settings = { ...strategy, instances: 3, broken: null, holdSeconds: 2 };
  const clockAheadSeconds = { 'api-a-2': hourSeconds, 'api-a-3': -hourSeconds };
  await using target = await bootReference({
    settings: { ...settings, clockAheadSeconds },
    root: context.root,
    signal: context.signal,
    keep: false,
    say: () => {},
  });
  const url = target.topologyHandle.endpoints[0]?.url ?? '';
  expect(await hoursAhead(url)).toEqual([-1, 0, 1]);
  // Some let their hold run out, and it is to run out when it should.
  const options = parseOptions('contention', { users: 200, seats: 20, dawdle: 0.3 });
  const request = {
    name: 'clock-off',
    scenario: { name: 'contention', users: 200, inventory: 20, options },
    seed: 1,
    budgets: { source: null, entries: [] },
    command: ['run', 'contention'],
  };
  const { verdict } = await runCourse(target, request, context);
  const invariants = verdict.findings.filter(({ kind }) => kind === 'invariant');
  expect(invariants.filter((finding) => finding.verdict !== 'pass')).toEqual([]);
  expect(invariants.length).toBeGreaterThan(5);
  // Whether the start was at one instant is the machine's affair; that buyers understood all answers is not.
  const client = verdict.findings.find(({ id }) => id === 'client-sound');
  expect(client).toMatchObject({ verdict: 'pass' });
  expect(verdict.verdict).not.toBe('fail');
  expect(await answersToLogins(url)).toEqual([200]);
});
