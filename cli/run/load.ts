import { join } from 'node:path';
import { sha256Of } from '../../reports/evidence/digest.ts';
import { scenarioOf } from '../../scenarios/catalog.ts';
import type { Sale } from '../../scenarios/clients/client.ts';
import { mergeParts } from '../../scenarios/generator/merge.ts';
import { runGenerator } from '../../scenarios/generator/run.ts';
import { drawContention } from '../../scenarios/plan/contention.ts';
import { writePlan } from '../../scenarios/plan/plan.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { ownLabels } from '../../target/topology/ownership.ts';
import { describeLoad } from '../terminal/progress.ts';
import type { Collecting, Phase } from './collecting.ts';
import { Sampler } from './sampler.ts';

/** Draw who wants what, run k6 on it, and merge what it and the sampler wrote into the run's evidence. */
export async function loadTarget(collecting: Collecting, sale: Sale, phase: Phase): Promise<void> {
  const { target, request, run, journal, context, clock } = collecting;
  const plan = drawContention({
    sale,
    sells: target.client.sells,
    users: request.scenario.users,
    seed: request.seed,
    run: run.id,
    policy: journal.record.policy,
    idempotent: target.client.idempotent,
    options: request.scenario.options,
  });
  await writePlan(run.files.plan, plan);
  const sampler = await Sampler.start({
    file: join(run.files.parts, 'node.timeline.ndjson'),
    now: clock.now,
    nodeStats: target.nodeStats,
    counters: target.counters,
    intervalMs: 100,
  });
  try {
    await phase('load', async (say) => {
      const result = await runGenerator({
        image: imageTags(context.root).k6,
        source: 'k6-0',
        script: scenarioOf(request.scenario.name).script,
        client: target.client,
        dir: run.dir,
        logFile: join(run.files.logs, 'k6-0.log'),
        baseUrl: target.generator.baseUrl,
        network: target.generator.network,
        labels: ownLabels(run.id),
        epochNs: clock.epochNs,
        buyers: request.scenario.users,
        signal: context.signal,
        onProgress: (now) => say(describeLoad(now)),
      });
      const { source, exitCode, buyers, finished, problem } = result;
      say(`${finished} of ${buyers} buyers came to their end`);
      await journal.note((record) => record.generators.push({ source, exitCode, buyers, finished, problem }));
    });
  } finally {
    // Whatever one of them meets, the other is done: what there is must be on record.
    try {
      await sampler.stop();
    } finally {
      await mergeEvidence(collecting);
    }
  }
}

/** Also after a generator that failed: what there is can be judged, and is marked for what it lacks. */
async function mergeEvidence({ run, journal }: Collecting): Promise<void> {
  const { history, timeline, clocks, problems } = await mergeParts({ dir: run.dir });
  const note = problems.length === 0 ? null : problems.join('; ');
  const digests = {
    history: await sha256Of(run.files.history),
    timeline: await sha256Of(run.files.timeline),
  };
  await journal.note((record) => {
    record.clocks = [
      ...record.clocks.filter(({ source }) => source === 'node'),
      ...clocks.filter(({ source }) => source !== 'node'),
    ];
    record.evidence.history = {
      complete: note === null,
      lines: history.lines,
      sha256: digests.history,
      note,
    };
    record.evidence.timeline = {
      complete: note === null,
      lines: timeline.lines,
      sha256: digests.timeline,
      note,
    };
  });
}
