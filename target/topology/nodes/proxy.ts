import type { NodeDescription } from '../description.ts';
import { ports } from './ports.ts';

/** Toxiproxy: the links of a zone cross it, and faults are set on them through its REST interface. */
export function proxyNode(name: string, zone: string, networks: readonly string[]): NodeDescription {
  return {
    name,
    zone,
    role: 'proxy',
    image: 'toxiproxy',
    networks,
    command: ['/toxiproxy-server', '-host', '0.0.0.0', '-port', String(ports.proxyControl)],
    user: null,
    // At its usual level it logs every connection.
    environment: { LOG_LEVEL: 'warn' },
    files: [],
    sources: [],
    publish: [{ port: ports.proxyControl, hostPort: null }],
    sharedMemoryBytes: null,
    stopSignal: null,
    ready: { kind: 'http', port: ports.proxyControl, path: '/version' },
  };
}
