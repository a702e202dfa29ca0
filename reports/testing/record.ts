import { RunRecord } from '../evidence/run.ts';
import { validityProfile } from '../validity/profiles.ts';

/** The record of a sound run that went its whole course. */
export function recordWith(of: Pick<RunRecord, 'client'> & { buyers: number; inventory: number }): RunRecord {
  const missing = { complete: false, lines: null, sha256: null, note: null };
  return RunRecord.parse({
    schemaVersion: 1,
    id: '20261121T031500Z-contention',
    name: 'contention',
    startedAt: '2026-11-21T03:15:00.000Z',
    command: ['run', 'contention'],
    owner: 'unknown',
    prices: null,
    seed: 7,
    scenario: { name: 'contention', options: {}, buyers: of.buyers, inventory: of.inventory, claim: 'hold' },
    topology: 'single',
    target: {
      kind: 'reference',
      name: 'reference',
      url: 'http://127.0.0.1:1',
      settings: {},
      foreignHost: null,
    },
    client: of.client,
    policy: { tries: 3, timeoutMs: 1000, minPauseMs: 10, maxPauseMs: 20 },
    epoch: { monotonicNs: '1', wall: '2026-11-21T03:15:00.000Z' },
    clocks: [],
    versions: {},
    git: null,
    machine: { os: 'Linux', cpu: 'some', cores: 2, memoryBytes: 1, fingerprint: 'f' },
    images: {},
    nodes: [],
    budgets: { source: null, entries: [] },
    validity: validityProfile('burst'),
    drill: null,
    phases: [{ name: 'load', from: 0, to: 2e9 }],
    generators: [{ source: 'k6-0', exitCode: 0, buyers: of.buyers, finished: of.buyers, problem: null }],
    evidence: { history: missing, timeline: missing, ledger: missing },
    foundBefore: [],
    lostNodes: [],
    state: 'collected',
    failure: null,
  });
}
