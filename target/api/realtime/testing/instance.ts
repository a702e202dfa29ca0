import { type App, buildApp } from '../../app.ts';
import { compose } from '../../compose.ts';
import { loadConfig } from '../../config.ts';
import { testCost } from '../../domain/passwords.ts';
import type { Stores } from '../../testing/stores.ts';
import type { World } from '../../testing/world.ts';
import type { Realtime } from '../compose.ts';
import { RoomView } from '../view.ts';
import { connect, type User } from './user.ts';

/** One instance that listens, over a world's database and Redis. */
export interface Instance extends AsyncDisposable {
  app: App;
  url: string;
  realtime: Realtime;
  /** What went wrong inside. */
  reports: string[];
  connect(userId: string, transports?: ('websocket' | 'polling')[]): Promise<User>;
}

export interface InstanceOptions {
  stores: Stores;
  world: World;
  name: string;
  alter?: (sound: Realtime, name: string) => Realtime;
}

export async function openInstance({ stores, world, name, alter }: InstanceOptions): Promise<Instance> {
  const [row] = await world.query<{ database: string }>('SELECT current_database() AS database');
  const reports: string[] = [];
  const composition = compose(
    loadConfig({
      DATABASE_URL: stores.databaseUrl.replace(/[^/]+$/, row?.database ?? ''),
      REDIS_URL: stores.redisUrl,
      PROVIDER_URL: 'http://127.0.0.1:1',
      JWT_SECRET: 'of no matter',
      INSTANCE: name,
      PROFILE: 'test',
      LOG_LEVEL: 'silent',
      REALTIME_DRAIN_MS: '0',
    }),
    (what, error) => reports.push(`${what}: ${error}`),
    async () => {},
  );
  const sound = composition.parts.realtime;
  const quick = { ...sound, limits: { ...sound.limits, phasesEveryMs: 100, seatsEveryMs: 200, pollMs: 100 } };
  const realtime = alter?.(quick, name) ?? quick;
  const app = await buildApp(
    { ...composition.parts, realtime },
    {
      instance: name,
      dialect: 'seats',
      jwtSecret: 'of no matter',
      passwordCost: testCost,
      logLevel: 'silent',
      accessLog: () => false,
    },
  );
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    app,
    url,
    realtime,
    reports,
    connect: (userId, transports = ['websocket']) =>
      connect(url, { token: app.jwt.sign({ sub: userId, role: 'buyer' }), transports }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await composition[Symbol.asyncDispose]();
    },
  };
}

/** Somebody who watches an event as clients are to: by what is told, and by snapshots where that is not enough. */
export interface Watcher extends Disposable {
  user: User;
  view: RoomView;
  /** `seat: status version`, as the client knows it. */
  seen(): string[];
}

/** Joins, and keeps the view up to date until disposed of. */
export async function watch(instance: Instance, userId: string, eventId: string): Promise<Watcher> {
  const user = await instance.connect(userId);
  const view = new RoomView();
  let looking = false;
  const lookWhileStale = async () => {
    if (looking) return;
    looking = true;
    while (view.stale && user.socket.connected) {
      const answer = await instance.app.inject(`/api/events/${eventId}/seats`);
      const { epoch, sequence, seats } = answer.json();
      // Without a number nothing can be compared; the room's next state begins anew.
      if (epoch === null) break;
      view.snapshotTaken({ place: { epoch, sequence }, seats });
    }
    looking = false;
  };
  user.socket.on('room-state', (state) => {
    view.stateTold(state);
    void lookWhileStale();
  });
  for (const name of ['seat-updated', 'ticket-updated', 'ticket-sold']) {
    user.socket.on(name, (message) => {
      view.told(message, message.seats ?? []);
      void lookWhileStale();
    });
  }
  const joined = await user.ask('join-event', { eventId });
  if (!joined.ok) throw new Error(`joining was refused: ${joined.code}`);
  return {
    user,
    view,
    seen: () =>
      [...view.seats.values()].map(({ id, status, version }) => `${id}: ${status} ${version}`).sort(),
    [Symbol.dispose]: () => user[Symbol.dispose](),
  };
}
