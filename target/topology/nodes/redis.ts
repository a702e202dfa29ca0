import type { NodeDescription } from '../description.ts';
import { ports } from './ports.ts';

/** Redis for state: nothing in it may be evicted, and nothing exclusive may rest on it alone. */
export function redisNode(name: string, zone: string, networks: readonly string[]): NodeDescription {
  return {
    name,
    zone,
    role: 'redis',
    image: 'testbed',
    networks,
    command: [
      '/usr/bin/redis-server',
      ...['--port', String(ports.redis)],
      ...['--bind', '0.0.0.0', '--protected-mode', 'no'],
      ...['--maxmemory-policy', 'noeviction'],
      ...['--save', '', '--appendonly', 'no'],
      ...['--dir', '/tmp'],
    ],
    user: 'redis',
    environment: {},
    files: [],
    sources: [],
    publish: [],
    sharedMemoryBytes: null,
    stopSignal: null,
    ready: { kind: 'log', holds: 'Ready to accept connections' },
  };
}
