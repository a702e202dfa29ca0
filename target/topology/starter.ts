import { Boot } from './boot.ts';
import { problemsOf, type Role, type TopologyDescription } from './description.ts';
import { connectEngine } from './engine.ts';
import { NodeError, RemovalError, TopologyError } from './errors.ts';
import { metricsPath } from './haproxy-config.ts';
import { markWhole } from './kept.ts';
import { saveLogs } from './logs.ts';
import { lostOf, type Starts, startsOf } from './lost.ts';
import { type ApiSettings, withApiSettings } from './nodes/api.ts';
import { ports } from './nodes/ports.ts';
import type { StartedNode, StartedTopology, StartOptions } from './started.ts';
import { usageOf } from './stats.ts';

/**
 * Boot a topology. Returns when every load balancer hands traffic to every instance it should.
 * Throws the signal's reason when aborted, else an error that names the node, with the end of its log; in
 * both cases after everything was removed again.
 */
export async function startTopology(
  description: TopologyDescription,
  options: StartOptions,
): Promise<StartedTopology> {
  options.signal.throwIfAborted();
  const problems = problemsOf(description);
  if (problems.length > 0) {
    throw new TopologyError({
      message: `the topology ${description.name} contradicts itself: ${problems.join('; ')}`,
      hint: 'Mend its description.',
    });
  }
  const boot = new Boot(await connectEngine(), description, options);
  const topology = new RunningTopology(boot);
  try {
    await boot.bringUp();
    await topology.noteStarts();
    if (options.kept) await markWhole(boot.docker, options.run, boot.labels);
    options.signal.throwIfAborted();
  } catch (error) {
    const reason: unknown = options.signal.aborted ? options.signal.reason : error;
    await boot.remove().catch((left: unknown) => {
      throw left instanceof RemovalError ? new RemovalError(left.left, reason) : left;
    });
    throw reason;
  }
  return topology;
}

class RunningTopology implements StartedTopology {
  readonly #boot: Boot;
  #starts: Starts = new Map();
  #stopping: Promise<void> | null = null;

  constructor(boot: Boot) {
    this.#boot = boot;
  }

  get id(): string {
    return this.#boot.options.run;
  }

  get name(): string {
    return this.#boot.description.name;
  }

  get endpoints() {
    return this.#ofRole('load-balancer').map(({ name, zone }) => {
      return { zone, url: this.#loopback(name, ports.users) };
    });
  }

  get innerEndpoints() {
    return this.#ofRole('load-balancer').map(({ name, zone }) => ({
      zone,
      url: `http://${name}:${ports.users}`,
    }));
  }

  get metrics() {
    return this.#ofRole('api').flatMap(({ name, ready }) => {
      if (ready.kind !== 'balanced') return [];
      return [{ name, url: this.#loopback(ready.by, ports.balancerStatus) + metricsPath(name) }];
    });
  }

  get edgeNetwork(): string {
    const edge = this.#boot.description.networks.find(({ tier }) => tier === 'edge');
    if (edge === undefined) throw new TypeError(`the topology ${this.name} has no edge network`);
    return this.#boot.networkName(edge.name);
  }

  get operator() {
    return {
      databaseUrl: this.#boot.databaseUrl(this.#firstOf('database')),
      toxiproxyUrl: this.#loopback(this.#firstOf('proxy').name, ports.proxyControl),
      providerUrl: this.#loopback(this.#firstOf('payment').name, ports.paymentControl),
    };
  }

  get nodes(): StartedNode[] {
    return [...this.#boot.nodes.values()].map(({ node, container }) => {
      const { name, zone, role, image } = node;
      return { name, zone, role, container: container.getId(), image: this.#boot.options.images[image] };
    });
  }

  async replaceApi(settings: Partial<ApiSettings>): Promise<void> {
    await this.#boot.replace(this.#ofRole('api').map((node) => withApiSettings(node, settings)));
    await this.noteStarts();
  }

  /** Remember when those started that are new: what was started again since, lostNodes tells. */
  async noteStarts(): Promise<void> {
    const fresh = this.nodes.map(({ container }) => container).filter((one) => !this.#starts.has(one));
    this.#starts = new Map([...this.#starts, ...(await startsOf(this.#boot.docker, fresh))]);
  }

  async emptyRedis(): Promise<void> {
    const described = [...this.#ofRole('redis'), ...this.#ofRole('cache')];
    const running = described.flatMap(({ name }) => this.#boot.nodes.get(name) ?? []);
    for (const { node, container } of running) {
      const port = String(node.role === 'cache' ? ports.cache : ports.redis);
      const { exitCode, output } = await container.exec(['redis-cli', '-p', port, 'FLUSHALL']);
      if (exitCode === 0 && output.trim() === 'OK') continue;
      throw new NodeError({
        message: `${node.name} could not be emptied: redis-cli ended with ${exitCode}: ${output.trim()}`,
        hint: 'Is it running? Its log (saveLogs) says more.',
      });
    }
  }

  async saveLogs(dir: string): Promise<void> {
    await saveLogs(this.#boot.docker, this.nodes, dir);
  }

  async lostNodes() {
    return await lostOf(this.#boot.docker, this.nodes, this.#starts);
  }

  async nodeStats() {
    return await usageOf(this.#boot.docker, this.nodes);
  }

  async stop(): Promise<void> {
    this.#stopping ??= this.#boot.remove();
    try {
      await this.#stopping;
    } catch (error) {
      this.#stopping = null;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #ofRole(role: Role) {
    return this.#boot.description.nodes.filter((node) => node.role === role);
  }

  #firstOf(role: Role) {
    const [first] = this.#ofRole(role);
    if (first === undefined) throw new TypeError(`the topology ${this.name} has no node of role ${role}`);
    return first;
  }

  #loopback(node: string, port: number): string {
    return `http://127.0.0.1:${this.#boot.hostPort(node, port)}`;
  }
}
