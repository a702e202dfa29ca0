import type Docker from 'dockerode';
import type { StartedTestContainer } from 'testcontainers';
import { askBalancer } from './balancer.ts';
import { NodeContainer } from './container.ts';
import { watchDeaths } from './deaths.ts';
import type { NetworkDescription, NodeDescription, TopologyDescription } from './description.ts';
import { refusalOf } from './engine.ts';
import { TopologyError } from './errors.ts';
import { makeLinks } from './links.ts';
import { diedError, networkError, nodeError } from './node-errors.ts';
import { reloadSignal } from './nodes/load-balancer.ts';
import { ports } from './nodes/ports.ts';
import { keptLabels, labels, ownLabels } from './ownership.ts';
import { untilReady } from './readiness.ts';
import { listLabelled, removeAll } from './removal.ts';
import { readSource } from './sources.ts';
import type { StartOptions } from './started.ts';
import { UnderWay } from './under-way.ts';

const defaultTimeoutMs = 60_000;

/**
 * Containers and networks of one run, on their way up or running. All that it has under way is known, so
 * that `remove` can wait for it: nothing comes to be after everything was removed.
 */
export class Boot {
  readonly docker: Docker;
  readonly description: TopologyDescription;
  readonly options: StartOptions;
  /** Labels of everything of this run. */
  readonly labels: Record<string, string>;
  readonly nodes = new Map<string, { node: NodeDescription; container: StartedTestContainer }>();
  readonly #outdated = new Map<string, string>();
  readonly #underWay = new UnderWay();
  readonly #end = new AbortController();
  readonly #signal: AbortSignal;

  constructor(docker: Docker, description: TopologyDescription, options: StartOptions) {
    this.docker = docker;
    this.description = description;
    this.options = options;
    this.labels = { ...(options.kept ? keptLabels(options.run) : ownLabels(options.run)), ...options.labels };
    this.#signal = AbortSignal.any([options.signal, this.#end.signal]);
  }

  /** Everything at once, as far as it does not depend on something else. Ends early when a node does. */
  async bringUp(): Promise<void> {
    const { nodes, networks, links } = this.description;
    await this.#watched(async () => {
      await this.#all([
        ...networks.map((network) => this.#createNetwork(network)),
        ...[...new Set(nodes.map(({ image }) => image))].map((image) => this.#expectImage(image)),
      ]);
      await this.#all([
        ...nodes.map(async (node) => {
          await this.start(node);
          const ofIts = links.filter(({ proxy }) => proxy === node.name);
          await this.#ready(node);
          if (node.role === 'proxy') await this.#makeLinks(node, ofIts);
          if (node.role === 'database')
            await this.options.prepareDatabase?.(this.databaseUrl(node), this.#signal);
        }),
      ]);
    });
  }

  /** Replace nodes by others of the same names, and wait until they do their work. */
  async replace(nodes: readonly NodeDescription[]): Promise<void> {
    await this.#all(
      nodes.map(async ({ name }) => {
        // They are given a moment to answer what they are at.
        await this.nodes.get(name)?.container.stop({ timeout: 2_000 });
        this.nodes.delete(name);
      }),
    );
    await this.#watched(async () => {
      await this.#all(nodes.map((node) => this.start(node)));
      const behind = nodes.flatMap(({ ready }) => (ready.kind === 'balanced' ? [ready.by] : []));
      await this.#all([...new Set(behind)].map((balancer) => this.#reload(balancer)));
      await this.#all(nodes.map((node) => this.#ready(node)));
    });
  }

  /** Start one node's container. */
  async start(node: NodeDescription): Promise<void> {
    const sources = await Promise.all(node.sources.map(readSource));
    const container = new NodeContainer(node, {
      docker: this.docker,
      name: this.#nameOf(node.name),
      image: this.options.images[node.image],
      labels: {
        ...this.labels,
        [labels.node]: node.name,
        [labels.zone]: node.zone,
        [labels.role]: node.role,
        [labels.topology]: this.description.name,
      },
      networks: this.description.networks
        .filter(({ name }) => node.networks.includes(name))
        .map((description) => ({ description, name: this.#nameOf(description.name) })),
      sources: sources.flat(),
    });
    this.#signal.throwIfAborted();
    try {
      this.nodes.set(node.name, { node, container: await container.start() });
    } catch (cause) {
      throw await nodeError(this.docker, { node, container: this.#nameOf(node.name), doing: 'start', cause });
    }
  }

  /** The host's port of a node's published port. Throws while it has not started. */
  hostPort(name: string, port: number): number {
    const started = this.nodes.get(name);
    if (started === undefined) throw new Error(`${name} has not started yet`);
    return started.container.getMappedPort(port);
  }

  /** How the host reaches a database, past every proxy. */
  databaseUrl({ name, ready }: NodeDescription): string {
    if (ready.kind !== 'postgres') throw new TypeError(`${name} is no PostgreSQL`);
    return `postgres://${ready.user}:${ready.password}@127.0.0.1:${this.hostPort(name, ready.port)}/${ready.database}`;
  }

  /** The name of one of the networks on the engine. */
  networkName(name: string): string {
    return this.#nameOf(name);
  }

  /**
   * Remove all of the run. What is under way is cut short by removing it, waited for, and what it may have
   * made meanwhile is removed as well. Throws a RemovalError that names what is left.
   */
  async remove(): Promise<void> {
    this.#end.abort(new Error('the topology is being removed'));
    const sweep = async () => {
      await removeAll(this.docker, await listLabelled(this.docker, `${labels.run}=${this.options.run}`));
    };
    if (!this.#underWay.idle) {
      // What goes wrong now, the second sweep meets again.
      await sweep().catch(() => {});
      await this.#underWay.ended();
    }
    await sweep();
  }

  async #createNetwork({ name, internal }: NetworkDescription): Promise<void> {
    try {
      await this.docker.createNetwork({
        Name: this.#nameOf(name),
        CheckDuplicate: true,
        Driver: 'bridge',
        Internal: internal,
        Labels: this.labels,
      });
    } catch (cause) {
      throw networkError(this.#nameOf(name), cause);
    }
  }

  async #expectImage(image: NodeDescription['image']): Promise<void> {
    const tag = this.options.images[image];
    try {
      await this.docker.getImage(tag).inspect();
    } catch (cause) {
      if (refusalOf(cause) !== 404) throw cause;
      throw new TopologyError({
        message: `the image ${tag} is not on this machine`,
        hint: 'npm start builds what lacks; so does node setup/setup.mjs by itself.',
        cause,
      });
    }
  }

  async #ready(node: NodeDescription): Promise<void> {
    try {
      await untilReady({ ...this.#waiting(node), container: this.#nameOf(node.name) });
    } catch (cause) {
      this.#signal.throwIfAborted();
      throw await nodeError(this.docker, {
        node,
        container: this.#nameOf(node.name),
        doing: 'become ready',
        cause,
      });
    }
    this.options.say?.(`${node.name} is ready`);
  }

  async #makeLinks({ name }: NodeDescription, links: TopologyDescription['links']): Promise<void> {
    const control = `http://127.0.0.1:${this.hostPort(name, ports.proxyControl)}`;
    const addressIn = (network: string) => {
      return this.nodes.get(name)?.container.getIpAddress(this.#nameOf(network)) ?? '';
    };
    await makeLinks(control, links, addressIn);
  }

  /**
   * Have load balancers forget what they know of instances: an old one's address may be given to a new one
   * of another name, and would be believed until the next check.
   */
  async #reload(balancer: string): Promise<void> {
    const status = `http://127.0.0.1:${this.hostPort(balancer, ports.balancerStatus)}`;
    this.#outdated.set(balancer, (await askBalancer(status, this.#signal)).process);
    await this.docker.getContainer(this.#nameOf(balancer)).kill({ signal: reloadSignal });
  }

  #waiting(node: NodeDescription) {
    return {
      docker: this.docker,
      node,
      hostPort: (name: string, port: number) => this.hostPort(name, port),
      outdated: this.#outdated,
      signal: this.#signal,
      timeoutMs: this.options.timeoutMs ?? defaultTimeoutMs,
    };
  }

  /** Do some work that fails as soon as a node dies, instead of at a deadline. */
  async #watched(work: () => Promise<void>): Promise<void> {
    const death = Promise.withResolvers<never>();
    using _ = await watchDeaths(this.docker, this.options.run, (died) => {
      if (this.#end.signal.aborted) return;
      this.#underWay.track(diedError(this.docker, died).then(death.reject, death.reject));
    });
    await Promise.race([work(), death.promise]);
  }

  async #all(tasks: readonly Promise<unknown>[]): Promise<void> {
    await this.#underWay.all(tasks, this.#signal);
  }

  #nameOf(name: string): string {
    return `onsale-${this.options.run}-${name}`;
  }
}
