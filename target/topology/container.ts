import type Docker from 'dockerode';
import { GenericContainer, type WaitStrategy } from 'testcontainers';
import type { NetworkDescription, NodeDescription } from './description.ts';
import type { CopiedFile } from './sources.ts';

/** What a node's container is made of, beside its description. */
export interface ContainerParts {
  docker: Docker;
  /** The container's name, unique on the engine. */
  name: string;
  image: string;
  labels: Record<string, string>;
  /** The networks it joins, with their names on the engine. */
  networks: readonly { description: NetworkDescription; name: string }[];
  sources: readonly CopiedFile[];
}

/**
 * A node's container. Beyond what testcontainers offers it publishes on 127.0.0.1 alone, joins several
 * networks before it starts (and never the engine's default one), and is known by its node's name on all of
 * them but the operator's: there a name would let traffic pass beside its tier's network, which faults cut. (For
 * the same reason it has no host name of its own: the engine makes one an alias on every network.)
 */
export class NodeContainer extends GenericContainer {
  readonly #parts: ContainerParts;

  constructor(node: NodeDescription, parts: ContainerParts) {
    super(parts.image);
    this.#parts = parts;
    const [first] = parts.networks;
    if (first === undefined) throw new TypeError(`${node.name} has no network`);
    this.withName(parts.name)
      .withLabels(parts.labels)
      .withEnvironment({ ...node.environment })
      .withEntrypoint([...node.command])
      .withCommand([])
      .withNetworkMode(first.name)
      .withCopyContentToContainer([
        ...node.files.map(({ path, content }) => ({ target: path, content })),
        ...parts.sources,
      ])
      .withExposedPorts(...node.publish.map(({ port }) => port))
      // We reap by label; the library's own reaper is another container, and an image to be pulled.
      .withAutoCleanup(false)
      .withWaitStrategy(startedIsEnough);
    if (node.user !== null) this.withUser(node.user);
    if (node.sharedMemoryBytes !== null) this.withSharedMemorySize(node.sharedMemoryBytes);
    if (node.stopSignal !== null) this.createOpts.StopSignal = node.stopSignal;
    this.createOpts.NetworkingConfig = {
      EndpointsConfig: { [first.name]: endpoint(node, first.description) },
    };
    this.hostConfig.PortBindings = Object.fromEntries(
      node.publish.map(({ port, hostPort }) => [
        `${port}/tcp`,
        [{ HostIp: '127.0.0.1', HostPort: String(hostPort ?? 0) }],
      ]),
    );
    // Names that are not of the testbed are refused at once, instead of being asked for outside.
    this.hostConfig.Dns = ['127.0.0.1'];
    this.hostConfig.LogConfig = { Type: 'json-file', Config: { 'max-size': '64m' } };
    this.node = node;
  }

  readonly node: NodeDescription;

  protected override async containerCreated(id: string): Promise<void> {
    const { docker, networks } = this.#parts;
    for (const { description, name } of networks.slice(1)) {
      await docker
        .getNetwork(name)
        .connect({ Container: id, EndpointConfig: endpoint(this.node, description) });
    }
  }
}

function endpoint(node: NodeDescription, network: NetworkDescription): { Aliases: string[] } {
  return { Aliases: network.tier === 'operator' ? [] : [node.name] };
}

/**
 * The starter waits by itself, for what the description says: the library's waits remove a container that
 * fails, and its log with it.
 */
const startedIsEnough: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => startedIsEnough,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
};
