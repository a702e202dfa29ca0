import type { NodeDescription } from '../description.ts';
import { type HaproxySettings, haproxyConfig } from '../haproxy-config.ts';
import { ports } from './ports.ts';

interface LoadBalancer extends HaproxySettings {
  name: string;
  zone: string;
  networks: readonly string[];
  /** The host's port for users; null: any free one. */
  hostPort: number | null;
}

/** The old worker ends when its connections have; nothing of what it knew of instances is handed on. */
export const reloadSignal = 'SIGUSR2';

const configFile = '/etc/haproxy/haproxy.cfg';

/** HAProxy before a zone's API instances: a master, which {@link reloadSignal} makes start a fresh worker. */
export function loadBalancerNode(balancer: LoadBalancer): NodeDescription {
  return {
    name: balancer.name,
    zone: balancer.zone,
    role: 'load-balancer',
    image: 'testbed',
    networks: balancer.networks,
    command: ['/usr/sbin/haproxy', '-W', '-db', '-f', configFile],
    user: 'haproxy',
    environment: {},
    files: [{ path: configFile, content: haproxyConfig(balancer) }],
    sources: [],
    publish: [
      { port: ports.users, hostPort: balancer.hostPort },
      { port: ports.balancerStatus, hostPort: null },
    ],
    sharedMemoryBytes: null,
    // HAProxy drops everything at SIGTERM; at SIGUSR1 it lets connections end.
    stopSignal: 'SIGUSR1',
    ready: { kind: 'http', port: ports.balancerStatus, path: '/stats;json' },
  };
}
