import type { NodeDescription } from '../description.ts';
import { ports } from './ports.ts';

/** Role and database of the cluster that is baked into the testbed's image. */
export const databaseAccess = { user: 'onsale', password: 'onsale', database: 'onsale' } as const;

/**
 * PostgreSQL on the cluster baked into the image, as its owner. Its data lie on the container's disk, with
 * fsync on: an acknowledged commit must be able to survive.
 */
export function databaseNode(name: string, zone: string, networks: readonly string[]): NodeDescription {
  return {
    name,
    zone,
    role: 'database',
    image: 'testbed',
    networks,
    command: [
      '/usr/lib/postgresql/15/bin/postgres',
      '-D',
      '/var/lib/postgresql/data',
      '-c',
      'shared_buffers=256MB',
      // A checkpoint in the middle of a short run would be noise of our own making.
      '-c',
      'max_wal_size=2GB',
    ],
    user: 'postgres',
    environment: {},
    files: [],
    sources: [],
    publish: [{ port: ports.postgres, hostPort: null }],
    sharedMemoryBytes: 256 * 2 ** 20,
    // Fast shutdown: sessions are ended, a checkpoint is written. SIGTERM would wait for every client.
    stopSignal: 'SIGINT',
    ready: { kind: 'postgres', port: ports.postgres, ...databaseAccess },
  };
}
