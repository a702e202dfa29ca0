import type { NodeDescription, TopologyDescription } from '../description.ts';
import { ports } from '../nodes/ports.ts';

/**
 * The topology with its two processes of ours stood in for by a few lines each, so that the starter is
 * tested by itself. The API's `/ready` goes over the link to PostgreSQL and back (it sends the request for
 * TLS, which any PostgreSQL answers with one byte), and says what it was started as.
 */
export function withStandIns(description: TopologyDescription): TopologyDescription {
  return {
    ...description,
    nodes: description.nodes.map((node) => {
      if (node.role === 'api') return standIn(node, apiScript, ports.api);
      if (node.role === 'payment') return standIn(node, okScript, ports.paymentControl);
      return node;
    }),
  };
}

/** A node that runs some JavaScript instead. */
export function standIn(node: NodeDescription, script: string, port: number): NodeDescription {
  return {
    ...node,
    command: ['/usr/local/bin/node', '-e', script],
    environment: { ...node.environment, PORT: String(port) },
    sources: [],
  };
}

const okScript = `
  require('node:http').createServer((request, response) => response.end('{}')).listen(process.env.PORT);
  process.on('SIGTERM', () => process.exit(0));
`;

const apiScript = `
  const net = require('node:net');
  const database = new URL(process.env.DATABASE_URL);
  const { SEAT_STRATEGY, FAST_LAYER, BROKEN, INSTANCE } = process.env;
  require('node:http').createServer((request, response) => {
    const answer = (status, seen) => {
      response.statusCode = status;
      response.end(JSON.stringify({ seen, SEAT_STRATEGY, FAST_LAYER, BROKEN, INSTANCE, url: request.url }));
    };
    const socket = net.connect(Number(database.port), database.hostname);
    socket.once('connect', () => socket.write(Buffer.from('0000000804d2162f', 'hex')));
    socket.once('data', (byte) => { answer(200, byte.toString()); socket.destroy(); });
    socket.once('error', (error) => answer(503, error.message));
  }).listen(process.env.PORT);
  process.on('SIGTERM', () => process.exit(0));
`;
