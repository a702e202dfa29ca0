import { type AppOptions, buildApp, type Parts } from '../app.ts';
import { uncached } from '../cache/cache.ts';
import { noContention } from '../domain/contention.ts';
import type { WaitingRoom } from '../domain/queueing.ts';
import { MemoryRedis, memoryRealtime } from '../realtime/testing/memory.ts';
import type { User } from '../repositories/users.ts';

const noQueue = async () => ({ kind: 'refused', code: 'queue_off' }) as const;
const noWaitingRoom: WaitingRoom = {
  ...{ join: noQueue, status: noQueue, leave: noQueue },
  position: async () => null,
  mayHold: async () => true,
  bought: async () => {},
};
const noAdmission: Parts['queue']['admission'] = {
  sizes: new Map(),
  round: async () => 1_000,
  start() {},
  async [Symbol.asyncDispose]() {},
};

/** Every part's answer to everything: nothing is there, and what is asked for is refused. */
export function emptyParts(): Parts {
  const refused = async () => ({ kind: 'refused' as const, code: 'seat_taken' as const });
  const stored = new Map<string, User & { passwordHash: string }>();
  return {
    database: { load: { open: 0, idle: 0, waiting: 0 }, contention: noContention() },
    loop: { sustainedMs: 0 },
    users: {
      async add({ email, name, passwordHash }) {
        if (stored.has(email)) return null;
        const user = { id: String(stored.size + 1), email, name, role: 'buyer' };
        stored.set(email, { ...user, passwordHash });
        return user;
      },
      byEmail: async (email) => stored.get(email) ?? null,
      byId: async (id) => [...stored.values()].find((user) => user.id === id) ?? null,
    },
    events: {
      list: async () => ({ events: [], next: null }),
      byId: async () => null,
      seats: async () => null,
    },
    matches: { list: async () => ({ matches: [], next: null }), byId: async () => null },
    ticketEvents: { byId: async () => null, create: refused, edit: refused },
    ticketSales: { reserve: refused, cancel: refused, find: async () => null },
    strategy: { name: 'none', hold: refused },
    releases: { release: refused },
    seatsFreed: async () => {},
    seatChanges: { changed() {} },
    orders: { create: refused, list: async () => [] },
    booking: { confirm: refused, cancel: refused },
    answers: {
      async settle({ status }, attempt) {
        const ended = await attempt();
        if (ended.kind !== 'done') return { kind: 'refused', code: 'internal' };
        return { kind: 'done', answer: ended.answer, status, replayed: false };
      },
    },
    paymentCallbacks: null,
    outbox: { counts: { pending: 0, dead: 0, delivered: 0 } },
    chores: [],
    queue: { waitingRoom: noWaitingRoom, admission: noAdmission },
    realtime: memoryRealtime(new MemoryRedis()),
    cache: uncached,
    notReady: async () => null,
  };
}

const options: AppOptions = {
  instance: 'api-test',
  dialect: 'seats',
  jwtSecret: 'a secret of no matter',
  passwordCost: { logN: 4, r: 8, p: 1 },
  logLevel: 'silent',
  accessLog: () => false,
};

/** The API over parts of which some are given, without a database; and a token of user 7. */
export async function openApp(parts: Partial<Parts> = {}, dialect: AppOptions['dialect'] = 'seats') {
  const app = await buildApp({ ...emptyParts(), ...parts }, { ...options, dialect });
  return { app, authorization: `Bearer ${app.jwt.sign({ sub: '7', role: 'buyer' })}` };
}
