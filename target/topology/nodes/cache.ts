import type { NodeDescription } from '../description.ts';
import { ports } from './ports.ts';
import { redisNode } from './redis.ts';

/** A first page of events, and the maps of a hundred large halls, many times over. */
const maxMemory = '64mb';

/** Redis for what can be read again from PostgreSQL: it keeps what is asked for, and evicts the rest. */
export function cacheNode(name: string, zone: string, networks: readonly string[]): NodeDescription {
  return {
    ...redisNode(name, zone, networks),
    role: 'cache',
    command: [
      '/usr/bin/redis-server',
      ...['--port', String(ports.cache)],
      ...['--bind', '0.0.0.0', '--protected-mode', 'no'],
      ...['--maxmemory', maxMemory, '--maxmemory-policy', 'allkeys-lru'],
      ...['--save', '', '--appendonly', 'no'],
      ...['--dir', '/tmp'],
    ],
  };
}
