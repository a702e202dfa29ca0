import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as Database } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Verdict } from '../../reports/verdict/verdict.ts';
import { seatGuards } from '../../target/api/broken/unguarded-seats.ts';
import { runCourse } from '../run/course.ts';
import { bootReference, type ReferenceTarget } from '../run/reference-target.ts';
import { quietContext } from '../testing/context.ts';
import { plantedBugs } from './bugs.ts';
import { attemptsOf } from './course.ts';
import { requestOf } from './request.ts';
import { type ShapeName, shapes } from './shapes.ts';
import { judgeTrial } from './trial.ts';

const size = { users: 200, seats: 20, seed: 1 };
const guardedBySeat = plantedBugs.filter(({ finding }) =>
  ['no-double-booking', 'no-oversell'].includes(finding),
);

let runsDir: string;
let target: ReferenceTarget;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-controls-'));
  const { root, signal } = quietContext(runsDir);
  target = await bootReference({ settings: soundIn('rush'), root, signal, keep: false, say: () => {} });
}, 120_000);
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await rm(runsDir, { recursive: true });
});

function soundIn(shape: ShapeName) {
  const { holdSeconds } = shapes[shape];
  return {
    ...({ api: 'seats', strategy: 'row-lock', fastLayer: false } as const),
    ...{ instances: 2, holdSeconds, broken: null },
  };
}

/** The sound target in a shape that bugs need, with all guards of seats taken away. */
async function unguarded(shape: ShapeName): Promise<Verdict> {
  await target.restart(soundIn(shape));
  const database = new Database({ connectionString: target.topologyHandle.operator.databaseUrl });
  await database.connect();
  try {
    for (const statement of seatGuards) await database.query(statement);
  } finally {
    await database.end();
  }
  const attempt = attemptsOf(1, ['sound']).find((each) => each.shape === shape);
  if (attempt === undefined) throw new TypeError(`the sound target is not tried as ${shape}`);
  const { verdict } = await runCourse(target, requestOf(attempt, size), quietContext(runsDir));
  return verdict;
}

it.each(['rush', 'persistent'] as const)(
  'guards taken away, and no bug planted (%s): none is caught',
  async (shape) => {
    const verdict = await unguarded(shape);
    const judged = guardedBySeat
      .filter((bug) => bug.shape === shape)
      .map((bug) => ({ ...judgeTrial(bug, verdict), variant: bug.variant }));
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.filter(({ caught }) => caught)).toEqual([]);
    for (const { says, expected } of judged) expect(says).toContain(`${expected} says pass`);
  },
  120_000,
);
