import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Server } from 'socket.io';

/**
 * Socket.IO by itself, set as ours is: one room, told every 50 ms what changed, from memory. No token, no
 * database, no Redis, no numbers. What it takes is what Socket.IO and the machine take. Started with a channel,
 * it says there where it answers, and ends when the channel does.
 */
const gapMs = 50;
const changed = new Map<string, string>();

const server = createServer(async (request, response) => {
  if (request.url === '/memory') return response.end(String(process.memoryUsage.rss()));
  const { id, status } = JSON.parse(await text(request)) as { id: string; status: string };
  changed.set(id, status);
  return response.end();
});
const io = new Server(server, { perMessageDeflate: false, serveClient: false, transports: ['websocket'] });
io.engine.on('connection', (raw: { request: unknown }) => {
  raw.request = null;
});
io.on('connection', (connection) => {
  connection.on('join-event', () => {
    connection.join('event');
    connection.emit('room-state', {});
  });
});
setInterval(() => {
  if (changed.size === 0) return;
  io.to('event').emit('seat-updated', { seats: [...changed].map(([id, status]) => ({ id, status })) });
  changed.clear();
}, gapMs);

process.on('SIGINT', () => {});
process.once('disconnect', () => process.exit());
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
