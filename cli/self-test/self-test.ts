import { requireWritable } from '../../reports/evidence/run-directory.ts';
import { parseOptions } from '../../scenarios/catalog.ts';
import type { CommandContext } from '../context.ts';
import { runCourse } from '../run/course.ts';
import { reapLeftovers } from '../run/prepare.ts';
import { bootReference, type ReferenceSettings, type ReferenceTarget } from '../run/reference-target.ts';
import type { RunRequest } from '../run/request.ts';
import { requireImages } from '../run/require-images.ts';
import { Progress } from '../terminal/progress.ts';
import { plantedBugs } from './bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { judgeSound, judgeTrial, type Trial } from './try-bug.ts';

interface SelfTestOptions {
  users: number;
  seats: number;
  seed: number;
}

/**
 * One topology, one trial after another: the sound target first, which must pass, then each planted bug,
 * which must be caught by the right finding. Between trials only the API's containers start anew.
 */
export async function selfTest(options: SelfTestOptions, context: CommandContext): Promise<Trial[]> {
  await requireWritable(context.runsDir);
  await reapLeftovers(context);
  await requireImages(context.root, ['testbed', 'toxiproxy', 'k6']);
  const progress = new Progress(context.terminal);
  const sound: ReferenceSettings = {
    strategy: 'row-lock',
    fastLayer: true,
    instances: 2,
    broken: null,
    holdSeconds: 300,
  };
  await using target = await progress.phase('boot', (say) =>
    bootReference({ settings: sound, root: context.root, signal: context.signal, keep: false, say }),
  );
  const trials: Trial[] = [];
  trials.push(await tryVariant({ target, bug: null, options, context, progress }));
  for (const bug of plantedBugs) {
    await progress.phase('replace', () => target.restart({ ...sound, ...bug.settings, broken: bug.variant }));
    trials.push(await tryVariant({ target, bug, options, context, progress }));
  }
  return trials;
}

interface TryVariant {
  target: ReferenceTarget;
  /** Null: the sound target. */
  bug: PlantedBug | null;
  options: SelfTestOptions;
  context: CommandContext;
  progress: Progress;
}

async function tryVariant({ target, bug, options, context, progress }: TryVariant): Promise<Trial> {
  const variant = bug?.variant ?? 'sound';
  context.terminal.note(`${context.terminal.err.bold(variant)}${bug === null ? '' : `: ${bug.summary}`}`);
  const started = performance.now();
  const { verdict } = await runCourse(target, requestOf(variant, bug, options), context, progress);
  const judged = bug === null ? judgeSound(verdict) : judgeTrial(bug, verdict);
  return { variant, ...judged, seconds: (performance.now() - started) / 1000, run: verdict.run.dir };
}

function requestOf(variant: string, bug: PlantedBug | null, options: SelfTestOptions): RunRequest {
  const { users, seats, seed } = options;
  const repeat = ['run', 'contention', '--users', users, '--seats', seats, '--seed', seed].map(String);
  if (bug !== null) {
    repeat.push('--broken', bug.variant, '--strategy', bug.settings.strategy);
    if (!bug.settings.fastLayer) repeat.push('--no-fast-layer');
  }
  return {
    name: `self-test-${variant}`,
    scenario: {
      name: 'contention',
      users,
      inventory: seats,
      options: parseOptions('contention', { users, seats }),
    },
    seed,
    budgets: { source: null, entries: [] },
    command: repeat,
  };
}
