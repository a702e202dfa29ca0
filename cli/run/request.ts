import type { Budget } from '../../reports/evidence/run.ts';
import type { ContentionOptions } from '../../scenarios/options.ts';

/** What a run is asked to do; the target is handed in ready to be loaded. */
export interface RunRequest {
  /** Names the run's directory. */
  name: string;
  scenario: { name: string; users: number; inventory: number; options: ContentionOptions };
  seed: number;
  budgets: { source: string | null; entries: Budget[] };
  /** Arguments that repeat it, after `onsale`. */
  command: string[];
}
