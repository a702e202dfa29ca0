import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { LedgerSource, Sale } from '../../scenarios/clients/client.ts';
import { type DialectName, dialectFile } from '../../scenarios/generator/dialects.ts';
import { type LoadedClient, loadClient } from '../../scenarios/generator/load-client.ts';
import { migrate } from '../../target/api/migrations/migrate.ts';
import { clear, empty } from '../../target/api/seeding/seed.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { singleTopology } from '../../target/topology/single.ts';
import type { StartedTopology } from '../../target/topology/started.ts';
import { startTopology } from '../../target/topology/starter.ts';
import { HarnessError } from '../terminal/errors.ts';
import { withEngine } from './engine-watch.ts';
import { pinnedVersions } from './pinned-versions.ts';
import { unmaskOf } from './planted.ts';
import type { PreparedTarget } from './prepared-target.ts';
import { referenceCounters } from './reference-counters.ts';
import { ledgerOf, type QueueSettings, queueRulesOf, seedSale } from './reference-sale.ts';
import { isDatabaseError, withDatabase } from './with-database.ts';

/** How the reference target is to be started. */
export interface ReferenceSettings {
  /** The dialect its instances speak. */
  api: DialectName;
  strategy: string;
  fastLayer: boolean;
  instances: number;
  broken: string | null;
  holdSeconds: number;
  /** Buyers have to queue: so many are in at once, and so many who wait are let in within a second. */
  queue?: QueueSettings;
  /** By instance: how far its wall clock is ahead of the machine's. For tests; none when absent. */
  clockAheadSeconds?: Readonly<Record<string, number>>;
}

interface ReferenceOptions {
  settings: ReferenceSettings;
  root: string;
  signal: AbortSignal;
  /** Leave it running when it is disposed of. */
  keep: boolean;
  say(progress: string): void;
}

/** Boot the reference target, its schema made while the API starts. */
export async function bootReference(options: ReferenceOptions): Promise<ReferenceTarget> {
  const { settings, root, signal, keep, say } = options;
  const { broken, instances, clockAheadSeconds = {} } = settings;
  const unmask = unmaskOf(broken, settings.api);
  const topology = await startTopology(
    singleTopology({
      instances,
      settings: apiSettingsOf(settings),
      clockAheadSeconds,
    }),
    {
      run: randomUUID().slice(0, 8),
      images: imageTags(root),
      signal,
      kept: keep,
      prepareDatabase: async (databaseUrl) => {
        await migrate(databaseUrl);
        await applyUnmasking(databaseUrl, unmask);
      },
      say,
    },
  );
  say(`${topology.nodes.length} nodes answer`);
  return new ReferenceTarget(topology, await loadClient(dialectFile(settings.api)), options);
}

/** The reference target, booted for this run and removed with it. */
export class ReferenceTarget implements PreparedTarget {
  readonly topologyHandle: StartedTopology;
  client: LoadedClient;
  readonly fresh = true;
  readonly #options: ReferenceOptions;
  #settings: ReferenceSettings;
  #used = false;

  constructor(topology: StartedTopology, client: LoadedClient, options: ReferenceOptions) {
    this.topologyHandle = topology;
    this.client = client;
    this.#options = options;
    this.#settings = options.settings;
  }

  get record(): PreparedTarget['record'] {
    const { api, strategy, fastLayer, broken, instances, holdSeconds } = this.#settings;
    const settings: Record<string, string> = {
      api,
      strategy,
      instances: String(instances),
    };
    // What is sold by number is not held, and has nothing in front of it.
    if (api !== 'quantity') {
      settings['fast layer'] = fastLayer ? 'on' : 'off';
      settings['hold seconds'] = String(holdSeconds);
    }
    if (broken !== null) settings.broken = broken;
    const { queue } = this.#settings;
    if (queue !== undefined) settings.queue = `${queue.limit} in at once, ${queue.ratePerSecond}/s`;
    for (const [name, seconds] of Object.entries(this.#settings.clockAheadSeconds ?? {}))
      settings[`clock of ${name}`] = `${seconds} s ahead`;
    const url = this.topologyHandle.endpoints[0]?.url ?? '';
    return { kind: 'reference', name: 'reference target', url, settings, foreignHost: null };
  }

  get topology(): string {
    return this.topologyHandle.name;
  }

  get generator(): PreparedTarget['generator'] {
    const inner = this.topologyHandle.innerEndpoints[0];
    if (inner === undefined) throw new HarnessError('the topology has no load balancer to send users to');
    return { baseUrl: inner.url, network: { kind: 'docker', name: this.topologyHandle.edgeNetwork } };
  }

  get nodes(): PreparedTarget['nodes'] {
    return this.topologyHandle.nodes.map(({ name, zone, role, image }) => ({ name, zone, role, image }));
  }

  get ledger(): LedgerSource {
    return ledgerOf(this.#settings.api, this.topologyHandle.operator);
  }

  nodeStats = async () => await this.topologyHandle.nodeStats();

  get counters(): PreparedTarget['counters'] {
    return referenceCounters(this.topologyHandle);
  }

  async lostNodes(): Promise<{ name: string; how: string }[]> {
    return await this.topologyHandle.lostNodes();
  }

  async versions(): Promise<Record<string, string>> {
    return await withDatabase(this.topologyHandle.operator.databaseUrl, async (database) => {
      const { rows } = await database.query<{ version: string }>('SELECT current_setting($1) AS version', [
        'server_version',
      ]);
      return { ...(await pinnedVersions(this.#options.root)), postgresql: rows[0]?.version ?? 'unknown' };
    });
  }

  async openSale(demand: { buyers: number; inventory: number }, signal: AbortSignal): Promise<Sale> {
    const { databaseUrl } = this.topologyHandle.operator;
    if (this.#used)
      throw new HarnessError('the reference target was sold from already; start it afresh for each sale');
    this.#used = true;
    const { api, queue, instances } = this.#settings;
    const size = { users: demand.buyers, seats: demand.inventory };
    const rules = queue === undefined ? {} : { queue: queueRulesOf(queue, instances) };
    const sale = await seedSale(databaseUrl, { ...size, api, ...rules });
    signal.throwIfAborted();
    return sale;
  }

  /** No payment is open any more: every charge has its order, or its refund. */
  async quiesce(signal: AbortSignal): Promise<string | null> {
    const deadline = performance.now() + restTimeoutMs;
    try {
      return await withDatabase(this.topologyHandle.operator.databaseUrl, async (database) => {
        for (;;) {
          const { rows } = await database.query<{ open: number }>(openPayments);
          const open = rows[0]?.open ?? 0;
          if (open === 0) return null;
          if (performance.now() > deadline)
            return `${open} payments were still open after ${restTimeoutMs / 1000} s`;
          await pause(200, undefined, { signal });
        }
      });
    } catch (error) {
      signal.throwIfAborted();
      if (!isDatabaseError(error)) throw error;
      return `the database could not be asked: ${error.message}`;
    }
  }

  /** Start the API again with other settings on an empty schema, so that another sale can be opened. */
  async restart(settings: ReferenceSettings): Promise<void> {
    const { databaseUrl } = this.topologyHandle.operator;
    const unmask = unmaskOf(settings.broken, settings.api);
    await clear(databaseUrl);
    await applyUnmasking(databaseUrl, unmask);
    await this.#forgetOutside();
    await this.topologyHandle.replaceApi(apiSettingsOf(settings));
    this.client = await loadClient(dialectFile(settings.api));
    this.#settings = settings;
    this.#used = false;
  }

  useStrategy = async (strategy: string) => await this.restart({ ...this.#settings, strategy });

  /** Nothing is started again: the next run finds everything warm. */
  async empty(): Promise<void> {
    await empty(this.topologyHandle.operator.databaseUrl);
    await this.#forgetOutside();
    this.#used = false;
  }

  /** What the provider and Redis know of sales gone by. */
  async #forgetOutside(): Promise<void> {
    const emptied = await fetch(`${this.topologyHandle.operator.providerUrl}/ledger`, {
      method: 'DELETE',
      signal: AbortSignal.timeout(5_000),
    });
    if (!emptied.ok) {
      throw new HarnessError(
        `the payment provider's ledger could not be emptied: ${emptied.status}`,
        'Start again: the target is booted anew.',
      );
    }
    await this.topologyHandle.emptyRedis();
  }

  async saveLogs(dir: string): Promise<void> {
    await this.topologyHandle.saveLogs(dir);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#options.keep) await withEngine(() => this.topologyHandle.stop());
  }
}

function apiSettingsOf({ api, strategy, fastLayer, broken, holdSeconds, queue }: ReferenceSettings) {
  const settings = { dialect: api, strategy, fastLayer, broken, holdSeconds };
  return queue === undefined ? settings : { ...settings, queue };
}

/** The API settles what is in doubt within a quarter of this. */
const restTimeoutMs = 60_000;

const openPayments = `SELECT count(*)::int AS open FROM payments p JOIN orders o ON o.id = p.order_id
 WHERE p.state = 'unknown' OR (p.state = 'charged' AND o.status <> 'confirmed')`;

async function applyUnmasking(databaseUrl: string, unmask: readonly string[]): Promise<void> {
  if (unmask.length === 0) return;
  await withDatabase(databaseUrl, async (database) => {
    for (const statement of unmask) await database.query(statement);
  });
}
