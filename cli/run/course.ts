import { join } from 'node:path';
import type { RunRecord } from '../../reports/evidence/run.ts';
import { createRun, writeRunRecord } from '../../reports/evidence/run-directory.ts';
import type { Sale } from '../../scenarios/clients/client.ts';
import type { CommandContext } from '../context.ts';
import { InterruptedError, reportOf } from '../terminal/errors.ts';
import { Progress } from '../terminal/progress.ts';
import { startClock } from './clock.ts';
import { collectLedger } from './collect.ts';
import type { Collecting, Phase } from './collecting.ts';
import { watchEngine, withEngine } from './engine-watch.ts';
import { Journal } from './journal.ts';
import { type Judged, judgeApart } from './judge-apart.ts';
import { loadTarget } from './load.ts';
import type { PreparedTarget } from './prepared-target.ts';
import { firstRecord } from './record.ts';
import type { RunRequest } from './request.ts';

/**
 * A run's course on a target that is up: open the sale, load it, let it come to rest, read the ledger, then
 * judge what is on disk. Whatever ends it early is put on record before it is thrown on.
 */
export async function runCourse(
  target: PreparedTarget,
  request: RunRequest,
  context: CommandContext,
  progress: Progress = new Progress(context.terminal),
): Promise<Judged> {
  const clock = startClock();
  const run = await createRun({ runsDir: context.runsDir, name: request.name, startedAt: clock.wall });
  const record = await firstRecord({ run, target, request, clock, root: context.root });
  const journal = new Journal(record, clock, (current) => writeRunRecord(run.dir, current));
  await journal.note(() => {});
  try {
    using _ = watchEngine(context.fail);
    await withEngine(() => collectEvidence({ target, request, context, progress, run, journal, clock }));
  } catch (error) {
    await recordFailure({ run, journal, context }, error);
    throw error;
  } finally {
    await target
      .saveLogs(run.files.logs)
      .catch((error: Error) => context.terminal.note(`logs were not saved: ${error.message}`));
  }
  try {
    return await progress.phase('judge', () => judgeApart(run.dir, context.signal));
  } catch (error) {
    context.terminal.note(`the evidence stays in ${run.dir}; onsale check ${run.id} judges it again`);
    throw error;
  }
}

type Ended = Pick<Collecting, 'run' | 'journal' | 'context'>;

async function collectEvidence(all: Collecting): Promise<void> {
  const { target, request, context, progress, run, journal } = all;
  const { signal } = context;
  const phase: Phase = (title, work) =>
    progress.phase(title, async (say) =>
      journal.phase(title, async () => {
        signal.throwIfAborted();
        return await work(say);
      }),
    );

  const sale: Sale = await phase('seed', async () => {
    const { users, inventory } = request.scenario;
    const opened = await target.openSale({ buyers: users, inventory, seed: request.seed }, signal);
    await journal.note((record) => {
      record.prices = pricesOf(opened);
      if (opened.queue === undefined) return;
      record.queue = opened.queue;
      record.client.operations = target.client.operations;
    });
    if (!target.fresh && target.ledger !== null) await noteWhatWasThere(all);
    return opened;
  });
  await loadTarget(all, sale, phase);
  const unrest = await phase('quiesce', () => target.quiesce(signal));
  const lost = await target.lostNodes();
  await journal.note((record) => {
    record.lostNodes = lost;
  });
  await phase('ledger', () =>
    collectLedger({ source: target.ledger, file: run.files.ledger, unrest, journal, signal }),
  );
  await journal.note((record) => {
    record.state = 'collected';
  });
}

/** What each unit costs, if the sale says so of every one. */
function pricesOf({ resources }: Sale): RunRecord['prices'] {
  const known = resources.flatMap(({ id, price }) => (price === null ? [] : [{ id, price }]));
  const usual = known[0]?.price;
  if (usual === undefined || known.length < resources.length) return null;
  const others = known.filter(({ price }) => price !== usual).map(({ id, price }) => [id, price] as const);
  return { usual, others: Object.fromEntries(others) };
}

/** Orders that were there before the load explain rows that no operation of ours does. */
async function noteWhatWasThere({ target, run, journal, context }: Collecting): Promise<void> {
  const file = join(run.dir, 'ledger-before.ndjson');
  const found: string[] = [];
  await collectLedger({
    source: target.ledger,
    file,
    journal: null,
    signal: context.signal,
    each: (row) => {
      if (row.kind === 'order') found.push(row.id);
    },
  });
  if (found.length > 0) context.terminal.note(`  found there before the load: ${found.length} orders`);
  await journal.note((record) => {
    record.foundBefore = found;
  });
}

async function recordFailure({ run, journal, context }: Ended, error: unknown): Promise<void> {
  const reason: unknown = context.signal.aborted ? context.signal.reason : error;
  const state = reason instanceof InterruptedError ? 'interrupted' : 'failed';
  const problem = await journal.fail(state, reportOf(reason).message);
  if (problem !== null) context.terminal.note(`run.json could not be written either: ${problem.message}`);
  context.terminal.note(
    `what was recorded stays in ${run.dir}; onsale check ${run.id} judges it, and never passes it`,
  );
}
