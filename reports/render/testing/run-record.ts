import { RunRecord } from '../../evidence/run.ts';
import type { Sale, SaleSettings } from './sale.ts';

/** What of the record depends on the files beside it. */
export interface RecordParts {
  settings: SaleSettings;
  sale: Sale;
  lines: { history: number; timeline: number; ledger: number };
  digests: { history: string; timeline: string; ledger: string };
  broken: string | null;
  killed: boolean;
}

const images = {
  testbed: 'onsale/testbed:3f9c21d7a0be',
  toxiproxy: 'onsale/toxiproxy:b81e6c9942aa',
  k6: 'onsale/k6:77d0e1f5c3b2',
};

/** A `run.json` as the CLI would have written it for this sale; it passes the schema. */
export function recordOf({ settings, sale, lines, digests, broken, killed }: RecordParts): RunRecord {
  const pool = settings.units > 1;
  const inventory = settings.resources.length * settings.units;
  const whole = (count: number, sha256: string) => ({ complete: true, lines: count, sha256, note: null });
  return RunRecord.parse({
    schemaVersion: 1,
    id: '20261121T031500Z-contention-k3f9',
    name: 'contention',
    startedAt: '2026-11-21T03:15:00.000Z',
    command: [
      'run',
      'contention',
      '--users',
      String(settings.buyers),
      '--seats',
      String(inventory),
      '--seed',
      String(settings.seed),
    ],
    owner: 'unknown',
    prices: null,
    seed: settings.seed,
    scenario: {
      name: 'contention',
      options: { users: settings.buyers, seats: inventory },
      buyers: settings.buyers,
      inventory,
      claim: pool ? 'order' : 'hold',
    },
    topology: 'single',
    target: {
      kind: 'reference',
      name: 'reference',
      url: 'http://127.0.0.1:43117',
      settings: { strategy: 'row-lock', fastLayer: 'on', ...(broken ? { broken } : {}) },
      foreignHost: null,
    },
    client: {
      name: pool ? 'quantity' : 'seats',
      file: 'scenarios/clients/seats.ts',
      sells: pool ? 'pool' : 'seat',
      idempotent: ['order', 'book'],
      operations: pool ? ['enter', 'order', 'book'] : ['enter', 'hold', 'release', 'order', 'book', 'cancel'],
      ledger: ['order', 'stock', 'payment', 'charge'],
    },
    policy: { tries: 3, timeoutMs: 10_000, minPauseMs: 50, maxPauseMs: 500 },
    epoch: { monotonicNs: '1754000000000', wall: '2026-11-21T03:15:00.000Z' },
    clocks: [{ source: 'k6-0', resolutionNs: 1, offsetNs: 0 }],
    versions: {
      onsale: '0.1.0',
      node: '24.21.0',
      k6: '2.2.0',
      toxiproxy: '2.12.0',
      postgres: '15.14',
      redis: '7.0.15',
      haproxy: '2.6.12',
      docker: '20.10.24',
    },
    git: { commit: '0f1e2d3c4b5a69788796a5b4c3d2e1f001122334', dirty: false },
    machine: {
      os: 'Debian GNU/Linux 12, Linux 6.1',
      cpu: 'AMD EPYC 7763',
      cores: 2,
      memoryBytes: 25_769_803_776,
      fingerprint: 'a91c44de07b3',
    },
    images,
    nodes: ['lb-a', 'api-a-1', 'api-a-2', 'pg-a', 'redis-a', 'provider', 'toxiproxy-a'].map((name) => ({
      name,
      zone: 'a',
      role: name.replace(/-a.*$/, ''),
      image: name === 'toxiproxy-a' ? images.toxiproxy : images.testbed,
    })),
    budgets: {
      source: 'budgets/contention.yaml',
      entries: [{ measurement: 'contention.granted', min: 100 }],
    },
    validity: {
      name: 'burst',
      minBooked: 1,
      minMedianRivals: 5,
      minOverlap: 0.9,
      maxStartSpreadMs: 250,
      maxCpuBusy: 0.95,
    },
    drill: null,
    phases: [
      { name: 'boot', from: 0, to: 5e8 },
      { name: 'enter', from: 5e8, to: sale.releasedAt },
      { name: 'load', from: sale.releasedAt, to: sale.endedAt },
      { name: 'quiesce', from: sale.endedAt, to: sale.endedAt + 4e8 },
    ],
    generators: [
      {
        source: 'k6-0',
        exitCode: killed ? 137 : 0,
        buyers: settings.buyers,
        finished: killed ? Math.floor(settings.buyers * 0.58) : settings.buyers,
        problem: killed ? 'k6 was killed (exit 137)' : null,
      },
    ],
    evidence: {
      history: killed
        ? { complete: false, lines: null, sha256: null, note: 'the generator died' }
        : whole(lines.history, digests.history),
      timeline: whole(lines.timeline, digests.timeline),
      ledger: whole(lines.ledger, digests.ledger),
    },
    foundBefore: [],
    lostNodes: [],
    state: 'collected',
    failure: null,
  });
}
