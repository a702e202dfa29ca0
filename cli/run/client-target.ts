import type { ClientHooks, HookIo, LedgerSource, Sale } from '../../scenarios/clients/client.ts';
import type { LoadedClient } from '../../scenarios/generator/load-client.ts';
import { hookIo } from '../../scenarios/generator/node-io.ts';
import { UsageError } from '../terminal/errors.ts';
import { callHook } from './call-hook.ts';
import type { PreparedTarget } from './prepared-target.ts';

interface ClientTargetOptions {
  client: LoadedClient;
  hooks: ClientHooks;
  kind: 'client' | 'url';
  /** Given by the user; else the client's `baseUrl`, or what its `boot` answers. */
  url: string | null;
  /** The host that the user said is theirs. */
  ownedHost: string | null;
  keep: boolean;
  signal: AbortSignal;
}

/** Make a user's own system ready to be loaded: boot it where its client knows how, and check whose it is. */
export async function prepareClientTarget(options: ClientTargetOptions): Promise<PreparedTarget> {
  const { client, hooks, signal } = options;
  if (hooks.seed === undefined) {
    throw new UsageError(
      `${client.file}: nobody says what is for sale and who buys`,
      'Export hooksFile, and from that module hooks with seed(io, demand): the event, its seats or pool, and the buyers (docs/clients.md).',
    );
  }
  let baseUrl = options.url ?? client.baseUrl ?? '';
  const { boot } = hooks;
  if (boot !== undefined) {
    const file = client.hooksFile ?? client.file;
    const booted = await callHook({ name: 'boot', file, signal }, () => boot(hookIo({ baseUrl, signal })));
    ({ baseUrl } = booted);
  }
  const target = new ClientTarget(options, baseUrl);
  try {
    target.foreignHost = permittedHost(baseUrl, options.ownedHost, client.file);
  } catch (error) {
    await target[Symbol.asyncDispose]();
    throw error;
  }
  return target;
}

const downTimeoutMs = 30_000;

class ClientTarget implements PreparedTarget {
  readonly client: LoadedClient;
  readonly topology = null;
  readonly nodes = [];
  readonly nodeStats = null;
  readonly counters = [];
  readonly useStrategy = null;
  foreignHost: string | null = null;
  readonly #options: ClientTargetOptions;
  readonly #baseUrl: string;

  constructor(options: ClientTargetOptions, baseUrl: string) {
    this.client = options.client;
    this.#options = options;
    this.#baseUrl = baseUrl;
  }

  get record(): PreparedTarget['record'] {
    const { kind } = this.#options;
    return { kind, name: this.client.name, url: this.#baseUrl, settings: {}, foreignHost: this.foreignHost };
  }

  /** Loopback is the host's own, so k6 stands in the host's network. */
  get generator(): PreparedTarget['generator'] {
    return { baseUrl: this.#baseUrl, network: { kind: 'host' } };
  }

  get ledger(): LedgerSource | null {
    const { ledger } = this.client;
    if (ledger === null) return null;
    // A part that is read over HTTP and names no host is read from the target itself.
    const parts = ledger.parts.map((part) =>
      'path' in part.from ? { ...part, from: { baseUrl: this.#baseUrl, ...part.from } } : part,
    );
    return { parts };
  }

  get fresh(): boolean {
    return this.#options.hooks.reset !== undefined;
  }

  async lostNodes(): Promise<[]> {
    return [];
  }

  async versions(): Promise<Record<string, string>> {
    return {};
  }

  /** Each sale of it is opened by its own reset and seed. */
  async empty(): Promise<void> {}

  async openSale(demand: Parameters<PreparedTarget['openSale']>[0], signal: AbortSignal): Promise<Sale> {
    await this.#call('reset', (hooks, io) => hooks.reset?.(io), signal);
    const sale = await this.#call('seed', (hooks, io) => hooks.seed?.(io, demand), signal);
    if (sale === undefined) throw new UsageError(`${this.client.file}: seed answered nothing`);
    await this.#call('warmUp', (hooks, io) => hooks.warmUp?.(io, sale), signal);
    return sale;
  }

  async quiesce(signal: AbortSignal): Promise<null> {
    await this.#call('quiesce', (hooks, io) => hooks.quiesce?.(io), signal);
    return null;
  }

  /** The user's own system keeps its own logs. */
  async saveLogs(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {
    // By now the run may have been interrupted, and ending the system must still be possible.
    if (this.#options.keep) return;
    await this.#call('down', (hooks, io) => hooks.down?.(io), AbortSignal.timeout(downTimeoutMs));
  }

  async #call<T>(
    name: keyof ClientHooks,
    call: (hooks: ClientHooks, io: HookIo) => Promise<T> | undefined,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const { hooks, client } = this.#options;
    return await callHook({ name, file: client.hooksFile ?? client.file, signal }, async () =>
      call(hooks, hookIo({ baseUrl: this.#baseUrl, signal })),
    );
  }
}

/**
 * Load goes to loopback only, unless the user says whose the host is.
 * Returns the foreign host, or null for loopback. Throws a UsageError for anything else.
 */
export function permittedHost(url: string, owned: string | null, source: string): string | null {
  let host: string;
  try {
    host = new URL(url).hostname;
  } catch (cause) {
    throw new UsageError(
      `${source}: ${JSON.stringify(url)} is no URL`,
      'It takes one such as http://127.0.0.1:8080.',
      { cause },
    );
  }
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(host)) return null;
  if (host === owned) return host;
  throw new UsageError(
    `load goes to loopback and to targets that onsale booted; ${host} is neither`,
    `If that system is yours to load, say so: --i-own-this-target ${host}`,
  );
}
