/**
 * A topology as data: nodes, the networks they stand in, and the links that cross a proxy. One starter
 * boots any; a topology of two zones and a witness is another description, not another starter.
 */
export interface TopologyDescription {
  name: string;
  zones: readonly string[];
  networks: readonly NetworkDescription[];
  nodes: readonly NodeDescription[];
  links: readonly LinkDescription[];
}

/**
 * What a network is for. `edge`: users and load balancers. `app`: load balancers and API. `data`: API,
 * databases, proxies. `operator`: the harness alone, by ports on loopback.
 */
export type Tier = 'edge' | 'app' | 'data' | 'operator';

export interface NetworkDescription {
  name: string;
  /** Null where it serves no one zone. */
  zone: string | null;
  tier: Tier;
  /** An internal network has no way out, and publishes no ports. */
  internal: boolean;
}

export type Role = 'load-balancer' | 'api' | 'database' | 'redis' | 'cache' | 'proxy' | 'payment' | 'witness';

/** The images there are to run nodes from; the caller says which tag each is. */
export type ImageName = 'testbed' | 'toxiproxy';

/** Folders of target/ that are copied in at start, so that editing them builds nothing. */
export type SourceName = 'api' | 'provider';

export interface NodeDescription {
  /** Unique in the topology; its name on every network but the operator's. */
  name: string;
  zone: string;
  role: Role;
  image: ImageName;
  networks: readonly string[];
  /** The whole command; an image's entry point is not used. */
  command: readonly string[];
  /** Null: root. */
  user: string | null;
  environment: Readonly<Record<string, string>>;
  files: readonly { path: string; content: string }[];
  sources: readonly SourceName[];
  publish: readonly PublishedPort[];
  /** Size of /dev/shm; null leaves the engine's 64 MB. */
  sharedMemoryBytes: number | null;
  /** What asks it to finish its work and end; null: SIGTERM. */
  stopSignal: string | null;
  ready: Readiness;
}

/** A port that the host reaches on 127.0.0.1, and nobody else. */
export interface PublishedPort {
  port: number;
  /** Null: any free one. */
  hostPort: number | null;
}

/** How the starter sees, from the host, that a node does its work. */
export type Readiness =
  /** A 200 on one of its published ports. */
  | { kind: 'http'; port: number; path: string }
  /** A query is answered on its published port. */
  | { kind: 'postgres'; port: number; user: string; password: string; database: string }
  /** A line of its log holds this. For nodes that the host cannot reach. */
  | { kind: 'log'; holds: string }
  /** A check of this load balancer found `/ready` to answer 200, so that it gets traffic. */
  | { kind: 'balanced'; by: string };

/** A TCP way from one zone to a node, through the proxy of the zone it starts in. */
export interface LinkDescription {
  /** Source zone, then node: `a-pg-b`. */
  name: string;
  proxy: string;
  /** The only network whose address the proxy listens on for it, so that no tier is bridged. */
  network: string;
  /** Where the proxy listens. */
  port: number;
  to: { node: string; port: number };
}

/** What contradicts itself in a description, one sentence each; empty when it can be booted. */
export function problemsOf(description: TopologyDescription): string[] {
  const nodes = new Map(description.nodes.map((node) => [node.name, node]));
  const networks = new Map(description.networks.map((network) => [network.name, network]));
  return [
    ...twice('node', description.nodes),
    ...twice('network', description.networks),
    ...twice('link', description.links),
    ...description.nodes.flatMap((node) => problemsOfNode(node, networks, nodes)),
    ...description.links.flatMap((link) => problemsOfLink(link, networks, nodes)),
    ...[...description.nodes, ...description.networks]
      .filter(({ zone }) => zone !== null && !description.zones.includes(zone))
      .map(({ name, zone }) => `${name} stands in zone ${zone}, which is not described`),
  ];
}

function twice(kind: string, named: readonly { name: string }[]): string[] {
  const seen = new Set<string>();
  return named
    .filter(({ name }) => seen.size === seen.add(name).size)
    .map(({ name }) => `two of kind ${kind} are called ${name}`);
}

function problemsOfNode(
  node: NodeDescription,
  networks: Map<string, NetworkDescription>,
  nodes: Map<string, NodeDescription>,
): string[] {
  const problems = node.networks
    .filter((name) => !networks.has(name))
    .map((name) => `${node.name} joins the network ${name}, which is not described`);
  if (node.networks.length === 0) problems.push(`${node.name} joins no network`);
  if (node.publish.length > 0 && node.networks.every((name) => networks.get(name)?.internal !== false)) {
    problems.push(`${node.name} publishes ports, but all its networks are internal and publish none`);
  }
  const { ready } = node;
  if ((ready.kind === 'http' || ready.kind === 'postgres') && !publishes(node, ready.port)) {
    problems.push(`${node.name} is waited for on port ${ready.port}, which it does not publish`);
  }
  if (ready.kind === 'balanced' && nodes.get(ready.by)?.role !== 'load-balancer') {
    problems.push(`${node.name} is waited for through ${ready.by}, which is no load balancer here`);
  }
  return problems;
}

function publishes(node: NodeDescription, port: number): boolean {
  return node.publish.some((published) => published.port === port);
}

function problemsOfLink(
  link: LinkDescription,
  networks: Map<string, NetworkDescription>,
  nodes: Map<string, NodeDescription>,
): string[] {
  const proxy = nodes.get(link.proxy);
  const to = nodes.get(link.to.node);
  const problems: string[] = [];
  if (proxy?.role !== 'proxy')
    problems.push(`link ${link.name} crosses ${link.proxy}, which is no proxy here`);
  if (to === undefined) problems.push(`link ${link.name} leads to ${link.to.node}, which is not described`);
  if (networks.get(link.network)?.tier !== 'data') {
    problems.push(`link ${link.name} is listened for on ${link.network}, which is no data network here`);
  }
  if (proxy !== undefined && !proxy.networks.includes(link.network)) {
    problems.push(`link ${link.name} is listened for on ${link.network}, which ${link.proxy} does not join`);
  }
  if (proxy !== undefined && link.name !== `${proxy.zone}-${link.to.node}`) {
    problems.push(`link ${link.name} should be called ${proxy.zone}-${link.to.node}: source zone, then node`);
  }
  return problems;
}
