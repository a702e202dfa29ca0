import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { StrategyRuns } from '../../reports/comparison/strategies.ts';
import { readRun } from '../../reports/evidence/run-directory.ts';
import { renderComparison } from '../../reports/render/html/comparison.ts';

/**
 * Write what shows strategies side by side: `comparison.html` in a directory beside those of the runs, named after
 * the first of them. Answers its path.
 */
export async function writeComparison(runsDir: string, strategies: readonly StrategyRuns[]): Promise<string> {
  const [first] = strategies.flatMap(({ runs }) => runs);
  if (first === undefined) throw new TypeError('there are no runs to compare');
  const { record } = await readRun(first.run.dir);
  const dir = join(resolve(runsDir), `${first.run.id}-and-others`);
  await mkdir(dir, { recursive: true });
  const file = join(dir, 'comparison.html');
  await writeFileAtomic(file, await renderComparison({ strategies, record }));
  return file;
}
