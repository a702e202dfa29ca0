import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import { adminRoutes } from './admin.ts';
import { BoxOffice } from './box-office.ts';
import { CheckoutDesk } from './checkout-desk.ts';
import { Customers } from './customers.ts';
import { listener } from './http.ts';
import { CardProcessor } from './processor.ts';
import { runAsProcess } from './run-as-process.ts';
import { type Sell, sell } from './sell.ts';
import { Sessions } from './sessions.ts';
import { storefrontRoutes } from './storefront.ts';

export interface ShopOptions {
  /** 0 takes a free one. */
  port: number;
  adminKey: string;
  sell: Sell;
  /** Checkouts worked on at once, and how many may be under way before others are turned away. */
  workers: number;
  mostUnderWay: number;
  /** Settles when the card processor answers. */
  think(): Promise<unknown>;
  /** How long a CSRF token is good for. */
  tokenMs: number;
  nowMs(): number;
  onError(error: unknown): void;
}

export interface RunningShop {
  url: string;
  stop(): Promise<void>;
}

const usual: ShopOptions = {
  port: 0,
  adminKey: 'keys-to-the-office',
  sell,
  workers: 4,
  mostUnderWay: 32,
  think: () => after(50),
  tokenMs: 15 * 60_000,
  nowMs: () => performance.now(),
  onError: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
};

/** Open the shop on loopback. Throws what `listen` throws, such as EADDRINUSE. */
export async function startShop(changes: Partial<ShopOptions> = {}): Promise<RunningShop> {
  const options = { ...usual, ...changes };
  const { workers, mostUnderWay, onError, adminKey } = options;
  const boxOffice = new BoxOffice();
  const processor = new CardProcessor(options.think);
  const counter = { boxOffice, processor };
  const desk = new CheckoutDesk({ sell: options.sell, counter, workers, mostUnderWay, onError });
  const sessions = new Sessions(options.tokenMs, options.nowMs);
  const office = { boxOffice, customers: new Customers(), desk, sessions, processor, adminKey };
  const server = createServer(listener([...storefrontRoutes(office), ...adminRoutes(office)], onError));
  // A buyer may wait at the door longer than Node's 5 s, and a request that meets a closing connection is lost.
  server.keepAliveTimeout = 75_000;
  server.listen({ port: options.port, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the shop listens on no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

if (import.meta.main) await runAsProcess(startShop);
