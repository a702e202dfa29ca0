import type { ClientHooks, HookIo, HttpRequest, Sale } from '../../../scenarios/clients/client.ts';
import { type ShopProcess, startShopProcess } from './shop-process.ts';

/** The shop answered one of its own people's requests otherwise than it should. */
export class ShopRefused extends Error {
  override readonly name = 'ShopRefused';
}

interface Seeded {
  event: { code: string; capacity: number; priceCents: number };
  customers: { number: string; email: string; password: string; card: string }[];
}

const headers = { 'x-admin-key': 'keys-to-the-office' };
const priceCents = 4_500;
const restMs = 30_000;

/** Hooks of a harbour shop whose process is started from `server`. */
export function harbourHooks(server: URL): ClientHooks {
  let shop: ShopProcess | null = null;
  return {
    async boot(io) {
      await shop?.stop();
      shop = await startShopProcess(server, io.signal);
      return { baseUrl: shop.baseUrl };
    },
    async reset(io) {
      await rest(io);
      await ask(io, { method: 'POST', path: '/admin/reset', route: 'POST /admin/reset' });
    },
    async seed(io, demand) {
      const body = { customers: demand.buyers, tickets: demand.inventory, priceCents };
      return saleOf(
        (await ask(io, { method: 'POST', path: '/admin/seed', route: 'POST /admin/seed', body })) as Seeded,
      );
    },
    quiesce: rest,
    async down() {
      await shop?.stop();
      shop = null;
    },
  };
}

function saleOf({ event, customers }: Seeded): Sale {
  return {
    event: event.code,
    resources: [{ id: event.code, quantity: event.capacity, price: event.priceCents }],
    buyers: customers.map(({ number, ...credentials }) => ({ id: number, credentials })),
  };
}

/** Wait until no checkout is under way. Throws {@link ShopRefused} when that takes too long. */
async function rest(io: HookIo): Promise<void> {
  const until = io.nowMs() + restMs;
  for (;;) {
    const jobs = await ask(io, { method: 'GET', path: '/admin/jobs', route: 'GET /admin/jobs' });
    const { underWay } = jobs as { underWay: number };
    if (underWay === 0) return;
    io.signal.throwIfAborted();
    if (io.nowMs() > until) {
      throw new ShopRefused(`expected the shop at rest within ${restMs / 1000} s, saw ${underWay} checkouts`);
    }
    await io.sleep(50);
  }
}

/** One of the office's requests; null where the answer has no body. */
async function ask(io: HookIo, request: HttpRequest): Promise<unknown> {
  const answer = await io.http.request({ ...request, headers });
  if (!answer.answered) {
    throw new ShopRefused(`${request.route} had no answer: ${answer.error}. Is the shop running?`);
  }
  if (answer.status >= 300) {
    throw new ShopRefused(`${request.route} answered ${answer.status}: ${answer.text.slice(0, 200)}`);
  }
  return answer.text === '' ? null : answer.json();
}
