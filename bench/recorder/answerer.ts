import { randomUUID } from 'node:crypto';
import { imageTags } from '../../target/images/tags.mjs';
import type { TopologyDescription } from '../../target/topology/description.ts';
import { ports } from '../../target/topology/nodes/ports.ts';
import type { StartedTopology } from '../../target/topology/started.ts';
import { startTopology } from '../../target/topology/starter.ts';
import type { BenchContext } from '../figure.ts';

/** HAProxy that answers every request by itself, with the same few bytes: hardly anything answers faster. */
export async function answerer({
  root,
  signal,
}: Pick<BenchContext, 'root' | 'signal'>): Promise<StartedTopology> {
  return await startTopology(description, {
    run: `bench-${randomUUID().slice(0, 8)}`,
    images: imageTags(root),
    signal,
  });
}

const configFile = '/etc/haproxy/haproxy.cfg';

const config = `global
  maxconn 4000

defaults
  mode http
  timeout client 60s
  timeout http-keep-alive 60s

frontend users
  bind :${ports.users}
  http-request return status 200 content-type application/json string '{"order":"1","amount":100}'
`;

const description: TopologyDescription = {
  name: 'answerer',
  zones: ['a'],
  networks: [{ name: 'edge-a', zone: 'a', tier: 'edge', internal: false }],
  nodes: [
    {
      name: 'lb-a',
      zone: 'a',
      role: 'load-balancer',
      image: 'testbed',
      networks: ['edge-a'],
      command: ['/usr/sbin/haproxy', '-W', '-db', '-f', configFile],
      user: 'haproxy',
      environment: {},
      files: [{ path: configFile, content: config }],
      sources: [],
      publish: [{ port: ports.users, hostPort: null }],
      sharedMemoryBytes: null,
      stopSignal: null,
      ready: { kind: 'http', port: ports.users, path: '/' },
    },
  ],
  links: [],
};
