import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { FrameReader, frameOf } from './frames.ts';

const atOnce = 50;

export interface CrowdOptions {
  url: string;
  token: string;
  eventId: string;
  /** Told of each message of seats, as it comes to each client: the text, and when (`performance.now`). */
  heard: (text: string, atMs: number) => void;
  signal: AbortSignal;
}

/**
 * Socket.IO clients that do as little as can be, so that it is the server that is measured: they join one
 * event's room over a WebSocket, answer pings, and pass on what is told of seats.
 */
export class Crowd implements Disposable {
  readonly #options: CrowdOptions;
  readonly #sockets: Socket[] = [];
  #closing = false;

  constructor(options: CrowdOptions) {
    this.#options = options;
  }

  /** Grows or shrinks to `size`; resolves when all have joined. Throws when a connection is refused or lost. */
  async become(size: number): Promise<void> {
    while (this.#sockets.length < size) {
      this.#options.signal.throwIfAborted();
      const more = Math.min(atOnce, size - this.#sockets.length);
      this.#sockets.push(...(await Promise.all(Array.from({ length: more }, () => this.#join()))));
    }
    this.#closing = true;
    for (const socket of this.#sockets.splice(size)) socket.destroy();
    this.#closing = false;
  }

  [Symbol.dispose](): void {
    this.#closing = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(): Promise<Socket> {
    const { url, token, eventId, heard } = this.#options;
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    const send = (text: string) => socket.write(frameOf(text));
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const reader = new FrameReader((text) => {
      if (text.startsWith('42["seat-updated"')) heard(text, performance.now());
      else if (text === '2') send('3');
      else if (text.startsWith('0{')) send(`40${JSON.stringify({ token })}`);
      else if (text.startsWith('40{')) send(`42${JSON.stringify(['join-event', { eventId }])}`);
      else if (text.startsWith('42["room-state"')) resolve(socket);
      else if (text.startsWith('44')) reject(new Error(`a client was refused: ${text}`));
    });
    socket.setNoDelay(true);
    socket.on('data', (bytes) => reader.read(bytes));
    socket.on('error', reject);
    socket.on(
      'close',
      () => this.#closing || reject(new Error('a client lost its connection while joining')),
    );
    socket.write(
      [
        'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
        `Host: ${hostname}:${port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        '\r\n',
      ].join('\r\n'),
    );
    return promise;
  }
}
