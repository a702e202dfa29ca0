import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, BareSale } from './bare-sale.ts';

/**
 * A shop that keeps everything in memory: no balancer, no database, no payment, no log-in that checks anything.
 * What a run at it takes is what this machine, k6 and HTTP take. Started with a channel, it says there where
 * it answers, and ends when the channel does.
 */
let sale = new BareSale(0);

const server = createServer(async (request, response) => {
  const { status, body } = await answerTo(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

async function answerTo(request: IncomingMessage): Promise<Answer> {
  const body = JSON.parse((await textOf(request)) || '{}');
  const path = request.url?.replace(/\?.*/, '') ?? '';
  if (request.method === 'PUT' && path === '/sale') {
    sale = new BareSale(body.seats);
    return { status: 200, body: {} };
  }
  return sale.answer({ path, buyer: request.headers.authorization ?? '', body });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

// A terminal sends Ctrl-C to children too; when this one ends is for its parent to say.
process.on('SIGINT', () => {});
process.once('disconnect', () => process.exit());
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
