import type { describeGit, describeMachine } from '../cli/run/machine.ts';
import type { JudgedFigure } from './bars.ts';

/** What one bench came to. */
export interface BenchResult {
  name: string;
  summary: string;
  rounds: number;
  seconds: number;
  figures: JudgedFigure[];
  /** Why it could not measure; null when it did. */
  problem: string | null;
}

/** What `npm run bench` writes. */
export interface BenchDocument {
  schemaVersion: 1;
  startedAt: string;
  machine: ReturnType<typeof describeMachine>;
  /** Processes that ran or wanted to, over one minute before the start. */
  loadAverage: number;
  git: Awaited<ReturnType<typeof describeGit>>;
  versions: Record<string, string>;
  images: Record<string, string>;
  benches: BenchResult[];
  /** `held` when every bar does; `broken` when a bench could not measure. */
  outcome: Outcome;
}

export type Outcome = 'held' | 'missed' | 'broken';

/** A bench that broke proves nothing, so it outweighs a bar that was missed. */
export function outcomeOf(benches: readonly Pick<BenchResult, 'figures' | 'problem'>[]): Outcome {
  if (benches.some(({ problem }) => problem !== null)) return 'broken';
  return benches.every(({ figures }) => figures.every(({ held }) => held !== false)) ? 'held' : 'missed';
}
