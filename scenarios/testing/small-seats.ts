import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Sale } from '../clients/client.ts';

/** What the small server answers to one request. */
interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

type Handler = (call: { user: string; body: Record<string, unknown>; id: string; key: string }) => Reply;

const problem = (status: number, code: string, headers = {}): Reply => ({
  status,
  body: { type: 'about:blank', status, code },
  headers,
});

/**
 * Just enough of the reference target's dialect to try clients and generator on: in memory, sound, and quick.
 * `before` may answer a request in its place, or never (`hang`), to play a system in trouble.
 */
export class SmallSeats implements AsyncDisposable {
  readonly holders = new Map<string, string>();
  readonly orders = new Map<string, { buyer: string; seats: string[]; state: string; key: string }>();
  readonly requests: { method: string; path: string; key: string }[] = [];
  before: (call: { method: string; path: string; nth: number }) => Reply | 'hang' | null = () => null;
  readonly #seats: string[];
  readonly #server: Server;
  readonly #routes: Record<string, Handler>;

  private constructor(seats: number) {
    this.#seats = Array.from({ length: seats }, (_, at) => `seat-${at + 1}`);
    this.#routes = this.#makeRoutes();
    this.#server = createServer((request, response) => {
      this.#answer(request).then(
        (reply) => {
          if (reply === null) return;
          const headers = { 'content-type': 'application/json', ...reply.headers };
          response.writeHead(reply.status, headers).end(JSON.stringify(reply.body));
        },
        (error: Error) => response.destroy(error),
      );
    });
    // Node ends idle connections after 5 s, and a request may then meet a closing one.
    this.#server.keepAliveTimeout = 60_000;
  }

  /** On a free port of loopback, or of all addresses so that containers reach it. */
  static async start(of: { seats: number; host?: string }): Promise<SmallSeats> {
    const small = new SmallSeats(of.seats);
    await new Promise<void>((resolve, reject) => {
      small.#server
        .once('error', reject)
        .listen({ port: 0, host: of.host ?? '127.0.0.1', backlog: 4_096 }, resolve);
    });
    return small;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  sale(buyers: number): Sale {
    return {
      event: 'event-1',
      resources: this.#seats.map((id) => ({ id, quantity: 1, price: 5_000 })),
      buyers: Array.from({ length: buyers }, (_, at) => ({
        id: `buyer-${at + 1}`,
        credentials: { email: `buyer-${at + 1}`, password: 'secret' },
      })),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<Reply | null> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = (request.url ?? '').replace(/\?.*$/, '');
    const method = request.method ?? '';
    const key = String(request.headers['idempotency-key'] ?? '');
    const nth = this.requests.push({ method, path, key });
    const early = this.before({ method, path, nth });
    if (early === 'hang') return null;
    if (early !== null) return early;
    const [, id = ''] = /^\/api\/reservations\/([^/]+)\//.exec(path) ?? [];
    const route = this.#routes[`${method} ${id === '' ? path : path.replace(id, ':id')}`];
    const user = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const text = Buffer.concat(chunks).toString();
    return (
      route?.({ user, body: text === '' ? {} : JSON.parse(text), id, key }) ?? problem(404, 'route_not_found')
    );
  }

  #makeRoutes(): Record<string, Handler> {
    return {
      'POST /api/auth/register': ({ body }) => ({
        status: 201,
        body: { token: body.email, user: { id: `id-of-${body.email}` } },
      }),
      'POST /api/auth/login': ({ body }) => ({ status: 200, body: { token: body.email } }),
      'GET /api/events': () => ({
        status: 200,
        body: { events: [{ id: 'event-1', status: 'on_sale' }], next: null },
      }),
      'GET /api/events/event-1/seats': () => ({
        status: 200,
        body: { seats: this.#seats.map((id) => ({ id, price: 5_000, status: this.#statusOf(id) })) },
      }),
      'POST /api/seats/lock': ({ user, body }) => {
        const seats = body.seatIds as string[];
        if (seats.some((seat) => (this.holders.get(seat) ?? user) !== user))
          return problem(409, 'seat_taken');
        for (const seat of seats) this.holders.set(seat, user);
        return { status: 200, body: { seatIds: seats, ttlMs: 300_000 } };
      },
      'POST /api/reservations': ({ user, body, key }) => {
        const seats = body.seatIds as string[];
        if (seats.some((seat) => this.holders.get(seat) !== user)) return problem(409, 'hold_expired');
        const known = [...this.orders].find(([, order]) => order.key === key);
        const id = known?.[0] ?? `order-${this.orders.size + 1}`;
        if (known === undefined) this.orders.set(id, { buyer: user, seats, state: 'pending', key });
        return { status: 201, body: { id, amount: 5_000 } };
      },
      'POST /api/reservations/:id/confirm': ({ id }) => {
        const order = this.orders.get(id);
        if (order === undefined) return problem(404, 'order_not_found');
        order.state = 'confirmed';
        return { status: 200, body: { id, amount: 5_000 } };
      },
    };
  }

  #statusOf(seat: string): string {
    return this.holders.has(seat) ? 'held' : 'available';
  }
}
