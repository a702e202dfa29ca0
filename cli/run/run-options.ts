import type { DialectName } from '../../scenarios/generator/dialects.ts';
import type { ContentionFlags } from './contention-flags.ts';

/** The options of `onsale run`, as the command line gives them. */
export interface RunOptions extends ContentionFlags {
  seed: number;
  runs: number;
  strategy: string;
  fastLayer: boolean;
  instances: number;
  holdSeconds: number;
  topology: string;
  broken?: string;
  target?: string;
  api?: DialectName;
  budgets?: string;
  keep?: boolean;
  iOwnThisTarget?: string;
}

/** Whether `--target` names a URL rather than a file. */
export function isUrl(target: string | undefined): target is string {
  return target !== undefined && /^https?:\/\//i.test(target);
}
