import type { NodeDescription } from '../description.ts';
import { ports } from './ports.ts';

interface Payment {
  name: string;
  zone: string;
  networks: readonly string[];
  /** API instances it calls back, one after the other until one hears it. */
  callsBack: readonly string[];
  callbackSecret: string;
}

/** The payment provider: a process of its own, with its own ledger on its own disk. */
export function paymentNode({ name, zone, networks, callsBack, callbackSecret }: Payment): NodeDescription {
  return {
    name,
    zone,
    role: 'payment',
    image: 'testbed',
    networks,
    command: ['/usr/local/bin/node', '/srv/onsale/target/provider/server.ts'],
    user: null,
    environment: {
      PORT: String(ports.payment),
      LEDGER_FILE: '/var/lib/provider/ledger.ndjson',
      OPERATOR_PORT: String(ports.paymentControl),
      CALLBACK_URLS: callsBack
        .map((api) => `http://${api}:${ports.api}/internal/payments/callback`)
        .join(' '),
      CALLBACK_SECRET: callbackSecret,
      NODE_NO_WARNINGS: '1',
    },
    files: [],
    sources: ['provider'],
    publish: [{ port: ports.paymentControl, hostPort: null }],
    sharedMemoryBytes: null,
    stopSignal: null,
    ready: { kind: 'http', port: ports.paymentControl, path: '/health' },
  };
}
