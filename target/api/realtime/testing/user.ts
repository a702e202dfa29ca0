import { io, type Socket } from 'socket.io-client';
import type { Acknowledgement, ServerEvents } from '../messages.ts';

/** What one client was sent, in its order. */
export interface Heard {
  name: string;
  body: Record<string, unknown>;
}

/** A connected client that remembers everything. */
export interface User extends Disposable {
  socket: Socket;
  heard: Heard[];
  ask(event: string, body?: object): Promise<Acknowledgement>;
  /** The next message that fits, of those that came already too; each is given once. */
  next(name: keyof ServerEvents, fits?: (body: Heard['body']) => boolean): Promise<Heard['body']>;
}

export interface UserOptions {
  token: unknown;
  transports?: ('websocket' | 'polling')[];
  /** Whether it keeps cookies; it does unless it is said. */
  cookies?: boolean;
}

/** A client that has not begun to connect. */
export function client(
  url: string,
  { token, transports = ['websocket'], cookies = true }: UserOptions,
): Socket {
  return io(url, {
    auth: { token },
    transports,
    forceNew: true,
    reconnection: false,
    withCredentials: cookies,
    autoConnect: false,
  });
}

/** What comes with the next event of that name, of the socket's own. */
export function once(socket: Socket, event: 'connect' | 'connect_error' | 'disconnect'): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve));
}

/** Connects, or throws the refusal. */
export async function connect(url: string, options: UserOptions): Promise<User> {
  const socket = client(url, options);
  const heard: Heard[] = [];
  const given = new Set<Heard>();
  const waiting = new Set<() => void>();
  socket.onAny((name: string, body: Heard['body']) => {
    heard.push({ name, body });
    for (const look of waiting) look();
  });
  const connected = once(socket, 'connect');
  const refused = once(socket, 'connect_error').then((error) => Promise.reject(error));
  socket.connect();
  try {
    await Promise.race([connected, refused]);
  } catch (error) {
    socket.close();
    throw error;
  }
  refused.catch(() => {});
  return {
    socket,
    heard,
    ask: (event, body) => socket.timeout(5_000).emitWithAck(event, ...(body === undefined ? [] : [body])),
    async next(name, fits = () => true) {
      const find = () => heard.find((one) => one.name === name && !given.has(one) && fits(one.body));
      const seen = Promise.withResolvers<Heard>();
      const look = () => {
        const found = find();
        if (found !== undefined) seen.resolve(found);
      };
      const deadline = setTimeout(
        () => seen.reject(new Error(`no ${name} came; there were ${JSON.stringify(heard)}`)),
        10_000,
      );
      waiting.add(look);
      look();
      try {
        const found = await seen.promise;
        given.add(found);
        return found.body;
      } finally {
        waiting.delete(look);
        clearTimeout(deadline);
      }
    },
    [Symbol.dispose]: () => socket.close(),
  };
}
