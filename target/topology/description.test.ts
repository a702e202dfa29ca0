import { describe, expect, it } from 'vitest';
import { type NodeDescription, problemsOf, type TopologyDescription } from './description.ts';
import { singleTopology } from './single.ts';

const single = singleTopology({ instances: 2 });

describe('the single topology', () => {
  it('does not contradict itself, whatever its size', () => {
    for (const instances of [1, 2, 7]) expect(problemsOf(singleTopology({ instances }))).toEqual([]);
  });

  it('names links by source zone, then node', () => {
    expect(single.links.map(({ name }) => name)).toEqual([
      'a-pg-a',
      'a-redis-a',
      'a-cache-a',
      'a-provider-a',
    ]);
  });

  it('lets the API reach what it needs over links alone', () => {
    const api = nodeOf(single, 'api-a-2');
    expect(api.environment).toMatchObject({
      INSTANCE: 'api-a-2',
      DATABASE_URL: 'postgres://onsale:onsale@toxiproxy-a:5432/onsale',
      REDIS_URL: 'redis://toxiproxy-a:6379',
      CACHE_URL: 'redis://toxiproxy-a:6380',
      PROVIDER_URL: 'http://toxiproxy-a:4000',
      MOST_INSTANCES: '2',
    });
  });

  it('keeps the tiers apart: users reach only the load balancer, it reaches only the API', () => {
    const membersOf = (network: string) =>
      single.nodes.filter(({ networks }) => networks.includes(network)).map(({ name }) => name);
    expect(membersOf('edge-a')).toEqual(['lb-a']);
    expect(membersOf('app-a')).toEqual(['lb-a', 'api-a-1', 'api-a-2']);
    expect(membersOf('data-a')).not.toContain('lb-a');
    expect(membersOf('operator')).toEqual(['pg-a', 'toxiproxy-a', 'provider-a']);
    expect(single.networks.filter(({ internal }) => !internal).map(({ tier }) => tier)).toEqual([
      'edge',
      'operator',
    ]);
  });

  it('evicts what is cached, and nothing that is state', () => {
    const policyOf = (name: string) => {
      const { command } = nodeOf(single, name);
      return command[command.indexOf('--maxmemory-policy') + 1];
    };
    expect([policyOf('cache-a'), policyOf('redis-a')]).toEqual(['allkeys-lru', 'noeviction']);
  });

  it('takes the port that was asked for', () => {
    const [users] = nodeOf(singleTopology({ instances: 1, port: 4444 }), 'lb-a').publish;
    expect(users).toEqual({ port: 8080, hostPort: 4444 });
  });
});

describe('a description that contradicts itself', () => {
  const broken: [string, TopologyDescription, string][] = [
    [
      'two nodes of one name',
      { ...single, nodes: [...single.nodes, nodeOf(single, 'pg-a')] },
      'two of kind node are called pg-a',
    ],
    [
      'a network nobody described',
      changed('pg-a', { networks: ['operator', 'data-b'] }),
      'pg-a joins the network data-b, which is not described',
    ],
    ['a node that stands nowhere', changed('redis-a', { networks: [] }), 'redis-a joins no network'],
    [
      'published ports on internal networks alone',
      changed('pg-a', { networks: ['data-a'] }),
      'pg-a publishes ports, but all its networks are internal and publish none',
    ],
    [
      'a wait on a port that the host cannot reach',
      changed('pg-a', { publish: [] }),
      'pg-a is waited for on port 5432, which it does not publish',
    ],
    [
      'a balancer that is none',
      changed('api-a-1', { ready: { kind: 'balanced', by: 'pg-a' } }),
      'api-a-1 is waited for through pg-a, which is no load balancer here',
    ],
    [
      'a zone nobody described',
      changed('pg-a', { zone: 'q' }),
      'pg-a stands in zone q, which is not described',
    ],
    [
      'a link to nowhere',
      linked({ name: 'a-pg-b', to: { node: 'pg-b', port: 5432 } }),
      'link a-pg-b leads to pg-b, which is not described',
    ],
    [
      'a link through no proxy',
      linked({ proxy: 'lb-a' }),
      'link a-pg-a crosses lb-a, which is no proxy here',
    ],
    [
      'a link listened for on another tier',
      linked({ network: 'app-a' }),
      'link a-pg-a is listened for on app-a, which is no data network here',
    ],
    ['a misnamed link', linked({ name: 'pg' }), 'link pg should be called a-pg-a: source zone, then node'],
  ];

  it.each(broken)('%s', (_, description, problem) => {
    expect(problemsOf(description)).toContain(problem);
  });
});

function nodeOf(description: TopologyDescription, name: string): NodeDescription {
  const found = description.nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

function changed(name: string, change: Partial<NodeDescription>): TopologyDescription {
  return {
    ...single,
    nodes: single.nodes.map((node) => (node.name === name ? { ...node, ...change } : node)),
  };
}

function linked(change: Partial<TopologyDescription['links'][number]>): TopologyDescription {
  const [first, ...rest] = single.links;
  if (first === undefined) throw new Error('no link');
  return { ...single, links: [{ ...first, ...change }, ...rest] };
}
