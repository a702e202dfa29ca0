import { createAdapter } from '@socket.io/redis-adapter';
import type { Redis } from 'ioredis';
import type { Guard } from '../redis/guard.ts';

/**
 * Socket.IO's Redis adapter, over which what concerns one user reaches the instance that has the connection. It
 * drops the promises of its commands, so that a Redis that is away would end the process with a rejection that
 * nobody handles: each command goes through here, and none is ever rejected.
 *
 * Events' rooms do not go this way: it passes on to its own users first and to other instances later, so that
 * two instances' messages would have no common order to be numbered in.
 */
export function userAdapter({ redis, subscriber, guard }: { redis: Redis; subscriber: Redis; guard: Guard }) {
  const publisher = {
    publish: (channel: string, message: string | Buffer) => guard(() => redis.publish(channel, message)),
    send_command: (command: string, given: string[], done: (error: Error | null, answer?: unknown) => void) =>
      redis.call(command, ...given).then(
        (answer) => done(null, answer),
        (error: Error) => done(error),
      ),
    // Who listens for errors of the connection does so where it is made.
    on: ignore,
    off: ignore,
  };
  // Rejected only when the connection is ended for good, and then nothing is subscribed any more.
  const calmed = (work: Promise<unknown>) => work.catch(() => {});
  const listener = {
    psubscribe: (...patterns: string[]) => calmed(subscriber.psubscribe(...patterns)),
    punsubscribe: (...patterns: string[]) => calmed(subscriber.punsubscribe(...patterns)),
    subscribe: (channels: string[]) => calmed(subscriber.subscribe(...channels)),
    unsubscribe: (channels: string[]) => calmed(subscriber.unsubscribe(...channels)),
    on: (event: string, heard: (...given: unknown[]) => void) =>
      event === 'error' || subscriber.on(event, heard),
    off: (event: string, heard: (...given: unknown[]) => void) =>
      event === 'error' || subscriber.off(event, heard),
  };
  return createAdapter(publisher, listener, { key: 'realtime:user' });
}

function ignore(): void {}
