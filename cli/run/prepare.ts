import { resolve } from 'node:path';
import { dialectFile } from '../../scenarios/generator/dialects.ts';
import { loadClient, loadHooks } from '../../scenarios/generator/load-client.ts';
import { checkInK6 } from '../../scenarios/generator/preflight.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { connectEngine } from '../../target/topology/engine.ts';
import { ownLabels } from '../../target/topology/ownership.ts';
import { reap } from '../../target/topology/reaper.ts';
import type { CommandContext } from '../context.ts';
import type { Progress } from '../terminal/progress.ts';
import { requireCapabilities } from './capabilities.ts';
import { permittedHost, prepareClientTarget } from './client-target.ts';
import { withEngine } from './engine-watch.ts';
import type { PreparedTarget } from './prepared-target.ts';
import { bootReference } from './reference-target.ts';
import { requireImages } from './require-images.ts';
import { isUrl, type RunOptions } from './run-options.ts';

interface Prepare {
  options: RunOptions;
  context: CommandContext;
  progress: Progress;
}

/** Remove what dead owners left, then boot the reference target or take the user's. */
export async function prepareTarget(prepare: Prepare): Promise<PreparedTarget> {
  return await withEngine(() => prepared(prepare));
}

async function prepared({ options, context, progress }: Prepare): Promise<PreparedTarget> {
  await reapLeftovers(context);
  await requireImages(context.root, options.target === undefined ? ['testbed', 'toxiproxy', 'k6'] : ['k6']);
  if (options.target === undefined) {
    const { strategy, fastLayer, instances, holdSeconds, api = 'seats', queue, queueRate } = options;
    requireCapabilities(options, await loadClient(dialectFile(api)));
    const settings = {
      ...{ api, strategy, fastLayer, instances, holdSeconds, broken: options.broken ?? null },
      ...(queue === undefined ? {} : { queue: { limit: queue, ratePerSecond: queueRate, ...patience } }),
    };
    return await progress.phase('boot', (say) =>
      bootReference({
        settings,
        root: context.root,
        signal: context.signal,
        keep: options.keep ?? false,
        say,
      }),
    );
  }
  const { target } = options;
  const owned = options.iOwnThisTarget ?? null;
  if (isUrl(target)) permittedHost(target, owned, '--target');
  const file = isUrl(target) ? dialectFile(options.api ?? '') : resolve(context.cwd, target);
  const client = await loadClient(file);
  requireCapabilities(options, client);
  const { k6 } = imageTags(context.root);
  await progress.phase('client', () =>
    checkInK6({ image: k6, client, labels: ownLabels('preflight'), signal: context.signal }),
  );
  const hooks = await loadHooks(client);
  return await progress.phase('boot', () =>
    prepareClientTarget({
      client,
      hooks,
      kind: isUrl(target) ? 'url' : 'client',
      url: isUrl(target) ? target : null,
      ownedHost: owned,
      keep: options.keep ?? false,
      signal: context.signal,
    }),
  );
}

/** How long who is let in has, and who waits may be away: stated by the run, and so not left to the API. */
const patience = { placeSeconds: 300, graceSeconds: 30 };

/** What a `kill -9` left behind goes before anything new comes. */
export async function reapLeftovers({ terminal }: Pick<CommandContext, 'terminal'>): Promise<void> {
  const { removed } = await reap(await connectEngine());
  if (removed.length > 0) terminal.note(`removed what an ended run had left: ${removed.join(', ')}`);
}
