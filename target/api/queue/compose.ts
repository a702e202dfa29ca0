import type { Redis } from 'ioredis';
import type { Config } from '../config.ts';
import type { WaitingRoom } from '../domain/queueing.ts';
import type { StrategyParts } from '../strategies/catalog.ts';
import { Admission } from './admission.ts';
import { Beginnings } from './beginnings.ts';
import { Line, type LineRules } from './line.ts';
import { Places } from './places.ts';
import { QueuedEvents } from './queued-events.ts';
import { sealFor } from './seal.ts';
import { type PassClaims, Turns } from './turns.ts';
import { LineWaitingRoom, type TicketClaims } from './waiting-room.ts';

export interface QueueParts extends Pick<StrategyParts, 'database' | 'redis' | 'guard'> {
  config: Config;
  report(what: string, error: unknown): void;
  /** Told who is let in; nobody is when absent. */
  entered?: (eventId: string, userIds: readonly string[]) => void;
}

export interface Queue {
  waitingRoom: WaitingRoom;
  admission: Pick<Admission, 'sizes' | 'round' | 'start' | typeof Symbol.asyncDispose>;
}

/** What a planted fault puts in place of a sound part. */
export interface QueueFaults {
  line?: (redis: Redis, rules: LineRules) => Line;
}

/** The queue's parts for one instance. */
export function composeQueue(parts: QueueParts, faults: QueueFaults = {}): Queue {
  const { database, redis, guard, config, report, entered = () => {} } = parts;
  const placeSeconds = config.QUEUE_PLACE_SECONDS;
  const ratePerSecond = config.QUEUE_RATE_PER_SECOND;
  const rules = {
    ...{ instance: config.INSTANCE, limit: config.QUEUE_LIMIT, ratePerSecond, placeSeconds },
    graceSeconds: config.QUEUE_GRACE_SECONDS,
  };
  const line = faults.line?.(redis, rules) ?? new Line(redis, rules);
  const places = new Places(database);
  const events = new QueuedEvents(database, () => performance.now());
  const beginnings = new Beginnings({ line, places, guard });
  const common = { line, places, events, beginnings, guard, report };
  const passes = sealFor<PassClaims>(config.JWT_SECRET, 'queue-pass');
  const tickets = sealFor<TicketClaims>(config.JWT_SECRET, 'queue-ticket');
  const turns = new Turns({ ...common, passes });
  return {
    waitingRoom: new LineWaitingRoom({ ...common, turns, tickets, ratePerSecond }),
    admission: new Admission({ ...common, placeSeconds, entered }),
  };
}
