import { createServer, type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type ProblemCode, problemOf, problems } from '../domain/problems.ts';
import { sendProblem } from '../plugins/problems.ts';

export const path = '/socket.io/';

export interface DoorOptions {
  /** Why no new connection is let in; null when one is. */
  refusal: () => ProblemCode | null;
  refused: (code: ProblemCode) => void;
}

/**
 * Where connections come in: Fastify's own server, so that what it refuses is answered like everything else. The
 * server that is returned never listens; Engine.IO hangs its listeners on it, and is handed what is let in.
 */
export function openDoor(app: FastifyInstance, { refusal, refused }: DoorOptions) {
  const door = createServer();

  function refusalOf(request: IncomingMessage): ProblemCode | null {
    // A connection that is there goes on: its next poll, or its upgrade.
    if (/[?&]sid=/.test(request.url ?? '')) return null;
    const code = refusal();
    if (code !== null) refused(code);
    return code;
  }

  function answer(request: FastifyRequest, reply: FastifyReply): void {
    const code = refusalOf(request.raw);
    if (code !== null) {
      sendProblem(reply, code);
      return;
    }
    reply.hijack();
    door.emit('request', request.raw, reply.raw);
  }

  app.register(async (scope) => {
    // The body is Engine.IO's to read, and to bound.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    scope.route({ method: ['GET', 'POST'], url: path, schema: { hide: true }, handler: answer });
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const code = isForRealtime(request) ? refusalOf(request) : 'route_not_found';
    if (code === null) door.emit('upgrade', request, socket, head);
    else socket.end(rawProblem(code));
  });
  return door;
}

/** Whether a request to upgrade is one of ours; any other is served as if it had not asked. */
export function isForRealtime({ url, headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && (url ?? '').startsWith(path);
}

function rawProblem(code: ProblemCode): string {
  const { status, retryAfterSeconds }: { status: number; retryAfterSeconds?: number } = problems[code];
  const body = JSON.stringify(problemOf(code));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...(retryAfterSeconds === undefined ? [] : [`Retry-After: ${retryAfterSeconds}`]),
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
