import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Verdict } from '../reports/verdict/verdict.ts';
import { parseOptions } from '../scenarios/catalog.ts';
import { reapLeftovers } from './run/prepare.ts';
import type { PreparedTarget } from './run/prepared-target.ts';
import { bootReference, type ReferenceTarget } from './run/reference-target.ts';
import { compareEachStrategy } from './run/strategies.ts';
import { strategyNames } from './run/strategy-names.ts';
import { withDatabase } from './run/with-database.ts';
import { quietContext } from './testing/context.ts';
import { memoryTerminal } from './testing/terminal.ts';

const settings = {
  ...{ api: 'seats' as const, strategy: strategyNames[0], fastLayer: true, instances: 2 },
  ...{ holdSeconds: 300, broken: null },
};

it('every strategy is right when Redis is emptied while buyers hold, and all stand side by side', async () => {
  const runsDir = await mkdtemp(join(tmpdir(), 'onsale-strategies-'));
  const { terminal, lines } = memoryTerminal();
  const context = { ...quietContext(runsDir), terminal };
  const { root, signal } = context;
  await reapLeftovers(context);
  await using target = await bootReference({ settings, root, signal, keep: false, say: () => {} });
  const options = parseOptions('contention', { users: 60, seats: 10, persistent: true });
  const scenario = { name: 'contention', users: 60, inventory: 10, options };
  const request = {
    name: 'contention',
    scenario,
    seed: 1,
    budgets: { source: null, entries: [] },
    command: [],
  };
  const verdicts: Verdict[] = [];
  let emptied = 0;
  const disturbed = emptiedWhileHeld(target, () => emptied++);
  await compareEachStrategy({
    target: disturbed,
    request,
    context,
    runs: 1,
    each: async ({ verdict }) => void verdicts.push(verdict),
  });
  expect(emptied).toBe(strategyNames.length);
  expect(verdicts.flatMap(notHeld)).toEqual([]);
  for (const { measurements } of verdicts) {
    expect(measurements['contention.granted']?.value).toBe(10);
    expect(measurements['target.conflicts']?.value).toBeGreaterThanOrEqual(0);
  }
  const told = lines().join('\n');
  for (const name of strategyNames) expect(told).toMatch(new RegExp(` ${name} +(pass|unknown) +\\d`));
  const [, page = ''] = /^comparison (.+)$/m.exec(told) ?? [];
  expect(await readFile(page, 'utf8')).toContain('Of 6 strategies');
  await rm(runsDir, { recursive: true });
});

/** On a busy machine buyers may not start together; nothing else may be in doubt. */
const notHeld = ({ run, findings }: Verdict) =>
  findings
    .filter(({ id, verdict }) => verdict !== 'pass' && id !== 'start-spread')
    .map(({ id, observed }) => `${run.id}: ${id}: ${observed}`);

/** The same target, whose Redis is emptied once in each sale, as soon as the database knows of a held seat. */
function emptiedWhileHeld(target: ReferenceTarget, done: () => void): PreparedTarget {
  const { databaseUrl } = target.topologyHandle.operator;
  let watching: Promise<void> = Promise.resolve();
  return new Proxy(target, {
    get(_, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (name === 'openSale')
        return async (...asked: Parameters<PreparedTarget['openSale']>) => {
          const sale = await target.openSale(...asked);
          watching = untilHeld(databaseUrl)
            .then(() => target.topologyHandle.emptyRedis())
            .then(done);
          return sale;
        };
      if (name === 'quiesce')
        return async (signal: AbortSignal) => {
          await watching;
          return await target.quiesce(signal);
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function untilHeld(databaseUrl: string): Promise<void> {
  await withDatabase(databaseUrl, async (database) => {
    for (;;) {
      const { rows } = await database.query(`SELECT FROM seats WHERE status <> 'available' LIMIT 1`);
      if (rows.length > 0) return;
      await pause(2);
    }
  });
}
