import type { RunRecord } from '../evidence/run.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** What every renderer is given. Whatever else it shows it reads from `dir`. */
export interface RenderInput {
  /** The run directory. */
  dir: string;
  run: RunRecord;
  verdict: Verdict;
}

/** One format for people or machines; one file each. Gives the whole document. */
export interface Renderer {
  render(input: RenderInput): string | Promise<string>;
}
