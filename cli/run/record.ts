import type { RunRecord } from '../../reports/evidence/run.ts';
import { schemaVersion } from '../../reports/evidence/run.ts';
import type { RunDirectory } from '../../reports/evidence/run-directory.ts';
import { validityProfile } from '../../reports/validity/profiles.ts';
import { scenarioOf } from '../../scenarios/catalog.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { labels, ownLabels } from '../../target/topology/ownership.ts';
import { packageVersion } from '../version.ts';
import type { RunClock } from './clock.ts';
import { describeGit, describeMachine } from './machine.ts';
import type { PreparedTarget } from './prepared-target.ts';
import type { RunRequest } from './request.ts';

interface FirstRecord {
  run: RunDirectory;
  target: PreparedTarget;
  request: RunRequest;
  clock: RunClock;
  root: string;
}

/** How buyers answer «busy» and lost answers: a person's patience, not a machine's. */
export const buyerPolicy: RunRecord['policy'] = {
  tries: 30,
  timeoutMs: 15_000,
  minPauseMs: 50,
  maxPauseMs: 1_000,
};

/** `run.json` as it stands before anything was loaded: all that is known then. */
export async function firstRecord({ run, target, request, clock, root }: FirstRecord): Promise<RunRecord> {
  const incomplete = { complete: false, lines: null, sha256: null, note: 'not written yet' };
  const { name, users, inventory, options } = request.scenario;
  return {
    schemaVersion,
    id: run.id,
    name: request.name,
    startedAt: clock.wall.toISOString(),
    command: request.command,
    owner: ownLabels(run.id)[labels.owner] ?? 'unknown',
    prices: null,
    seed: request.seed,
    scenario: { name, options, buyers: users, inventory, claim: claimOf(target.client.operations) },
    topology: target.topology,
    target: target.record,
    client: {
      name: target.client.name,
      file: target.client.file,
      sells: target.client.sells,
      // Those on a queue come with the sale, if it has one.
      operations: target.client.operations.filter((name) => !name.startsWith('queue-')),
      idempotent: target.client.idempotent,
      ledger: [...new Set(target.ledger?.parts.map((part) => part.kind) ?? [])],
    },
    policy: buyerPolicy,
    epoch: { monotonicNs: String(clock.epochNs), wall: clock.wall.toISOString() },
    clocks: [{ source: 'node', resolutionNs: 1, offsetNs: 0 }],
    versions: { onsale: packageVersion(root), node: process.versions.node, ...(await target.versions()) },
    git: await describeGit(root),
    machine: describeMachine(),
    images: imageTags(root),
    nodes: target.nodes,
    budgets: request.budgets,
    validity: validityProfile(scenarioOf(name).validity(options)),
    drill: null,
    phases: [],
    generators: [],
    evidence: { history: incomplete, timeline: incomplete, ledger: incomplete },
    foundBefore: [],
    lostNodes: null,
    state: 'running',
    failure: null,
  };
}

/** The first operation that takes something: where buyers meet. */
function claimOf(operations: readonly string[]): RunRecord['scenario']['claim'] {
  if (operations.includes('hold')) return 'hold';
  return operations.includes('order') ? 'order' : 'book';
}
