import { parseOptions } from '../../scenarios/catalog.ts';
import type { RunRequest } from '../run/request.ts';
import { type Attempt, soundVariant } from './course.ts';
import { requireCrowd } from './crowd.ts';
import { type Shape, shapes } from './shapes.ts';

/** How large a trial is, and what it is drawn from. */
export interface Size {
  users: number;
  seats: number;
  /** Of the first pass; each later one's is one more. */
  seed: number;
}

/** The run that tries it, and the command that repeats that run. Throws a UsageError for a size that proves nothing. */
export function requestOf(attempt: Attempt, size: Size): RunRequest {
  requireCrowd(size);
  const { users, seats, seed } = size;
  const { bug, settings, pass } = attempt;
  const shape: Shape = shapes[attempt.shape];
  const seedOfPass = (seed + pass - 1) % 2 ** 32;
  const command = ['run', 'contention', '--users', users, '--seats', seats, '--seed', seedOfPass].map(String);
  if (bug !== null) command.push('--broken', bug.variant);
  const { api = 'seats', strategy, fastLayer } = settings;
  if (api !== 'seats') command.push('--api', api);
  command.push('--strategy', strategy);
  if (!fastLayer) command.push('--no-fast-layer');
  // What is sold by number is not held.
  if (api !== 'quantity') command.push('--hold-seconds', String(shape.holdSeconds));
  for (const [option, value] of Object.entries(shape.scenario)) {
    command.push(...(value === true ? [`--${option}`] : [`--${option}`, String(value)]));
  }
  return {
    name: `self-test-${bug?.variant ?? soundVariant}`,
    scenario: {
      name: 'contention',
      users,
      inventory: seats,
      options: parseOptions('contention', { users, seats, ...shape.scenario }),
    },
    seed: seedOfPass,
    budgets: { source: null, entries: [] },
    command,
  };
}
