import type { RunDirectory } from '../../reports/evidence/run-directory.ts';
import type { CommandContext } from '../context.ts';
import type { Progress } from '../terminal/progress.ts';
import type { RunClock } from './clock.ts';
import type { Journal } from './journal.ts';
import type { PreparedTarget } from './prepared-target.ts';
import type { RunRequest } from './request.ts';

/** Everything a phase of the course may need. */
export interface Collecting {
  target: PreparedTarget;
  request: RunRequest;
  context: CommandContext;
  progress: Progress;
  run: RunDirectory;
  journal: Journal;
  clock: RunClock;
}

/** Runs one phase: shown, and on record. */
export type Phase = <T>(title: string, work: (say: (detail: string) => void) => Promise<T>) => Promise<T>;
