import { GenericContainer, type StartedTestContainer, Wait } from 'testcontainers';

/** Where PostgreSQL and Redis of a test answer; containers of their own, removed on disposal. */
export interface Stores extends AsyncDisposable {
  /** Of the server's own database; make another for each world. */
  databaseUrl: string;
  redisUrl: string;
  redis: StartedTestContainer;
  postgres: StartedTestContainer;
}

export interface StoresOptions {
  /** The testbed's image. */
  image: string;
  labels: Record<string, string>;
  /** Of the host, for a Redis that is to come back where it was; any free one when absent. */
  redisPort?: number;
}

/** Starts both at once. Throws what testcontainers throws; nothing stays behind. */
export async function startStores({ image, labels, redisPort }: StoresOptions): Promise<Stores> {
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true';
  const started: StartedTestContainer[] = [];
  const stop = async () => {
    await Promise.all(started.map((container) => container.stop()));
  };
  const start = async (container: GenericContainer, port: number, host?: number) => {
    const exposed = host === undefined ? port : { container: port, host };
    const running = await container.withLabels(labels).withExposedPorts(exposed).start();
    started.push(running);
    return running;
  };
  const postgres = new GenericContainer(image)
    .withUser('postgres')
    .withCommand(['/usr/lib/postgresql/15/bin/postgres', '-D', '/var/lib/postgresql/data'])
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections'));
  const redis = new GenericContainer(image)
    .withUser('redis')
    .withCommand([
      ...['redis-server', '--bind', '0.0.0.0', '--protected-mode', 'no', '--save', '', '--dir', '/tmp'],
    ])
    .withWaitStrategy(Wait.forLogMessage('Ready to accept connections'));
  const [database, state] = await Promise.allSettled([start(postgres, 5432), start(redis, 6379, redisPort)]);
  if (database.status === 'rejected' || state.status === 'rejected') {
    await stop();
    throw database.status === 'rejected' ? database.reason : (state as PromiseRejectedResult).reason;
  }
  return {
    databaseUrl: `postgres://onsale:onsale@127.0.0.1:${database.value.getMappedPort(5432)}/onsale`,
    redisUrl: `redis://127.0.0.1:${state.value.getMappedPort(6379)}`,
    redis: state.value,
    postgres: database.value,
    [Symbol.asyncDispose]: stop,
  };
}
