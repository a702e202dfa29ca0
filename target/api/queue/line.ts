import type { Redis } from 'ioredis';
import { type Scripts, soundScripts } from './scripts/sound.ts';
import { keysAnEvent, keysOf } from './scripts/state.ts';

/** Redis knows nothing of this event's queue: it was emptied, or the queue never began. */
export const lost = Symbol('the queue was lost');

/** How long things last, and how many there may be. */
export interface LineRules {
  /** This instance, as it is counted in. */
  instance: string;
  limit: number;
  ratePerSecond: number;
  placeSeconds: number;
  graceSeconds: number;
}

export interface Active {
  kind: 'active';
  place: number;
  endsInMs: number;
  /** The last place that was given to anybody so far. */
  through: number;
}

export interface Waiting {
  kind: 'waiting';
  place: number;
  /** From 1 on, of `total`. */
  position: number;
  total: number;
  /** By Redis's clock. */
  nowMs: number;
}

export interface Absent {
  kind: 'absent';
  /** Redis lost its memory a moment ago: a ticket may bring the place back. */
  returning: boolean;
}

export interface Round {
  waiting: number;
  active: number;
  capacity: number;
  /** Another round may admit more then. */
  againMs: number;
  through: number;
  /** Since this epoch began, by all instances. */
  admittedInAll: number;
  admitted: readonly [user: string, place: number][];
  /** Not seen for the grace; their places are gone. */
  dropped: readonly [user: string, place: number][];
}

/** Who is in when an epoch begins. */
export interface Inside {
  userId: string;
  place: number;
  endsInMs: number;
}

export interface Beginning {
  epoch: number;
  /** Others had places before, and are given the time to come back with their tickets. */
  returning: boolean;
  /** They stay so. */
  inside: readonly Inside[];
}

const usersAnInstance = 1_000;
/** Several rounds of admission: an instance that is slow once is not gone. */
const servesForMs = 5_000;
/** Without a round for so long nobody could be seen either. */
const outageMs = 3_000;
const placesARound = 1_000;
const keptForSeconds = 24 * 60 * 60;

type Script = (...args: (string | number)[]) => Promise<unknown[]>;

/** The lines of all events in Redis; every method is one atomic step there. Throws what ioredis throws. */
export class Line {
  readonly #scripts: Record<keyof Scripts, Script>;
  readonly #redis: Redis;
  readonly #rules: LineRules;

  constructor(redis: Redis, rules: LineRules, scripts: Scripts = soundScripts) {
    this.#redis = redis;
    this.#rules = rules;
    const names = Object.keys(scripts) as (keyof Scripts)[];
    this.#scripts = Object.fromEntries(
      names.map((name) => [name, scriptOf(redis, `queue-${name}`, scripts[name])]),
    ) as Record<keyof Scripts, Script>;
  }

  /** False when another instance had begun one. */
  async begin(eventId: string, { epoch, returning, inside }: Beginning): Promise<boolean> {
    const args = inside.flatMap(({ userId, place, endsInMs }) => [userId, place, endsInMs]);
    const closedMs = returning ? this.#rules.graceSeconds * 1_000 : 0;
    const [kind] = await this.#scripts.begin(...keysOf(eventId), epoch, closedMs, ...args);
    return kind === 'began';
  }

  /**
   * Takes a place, or keeps the one there is; `ticket` is the place that a ticket speaks of. `ask`: that would
   * be a better place, but whether the ticket is spent must be known first; nothing was done. Unless it is
   * `open`, nobody enters.
   */
  async join(
    eventId: string,
    userId: string,
    { open, ticket }: { open: boolean; ticket: { place: number; unspent: boolean } | null },
  ): Promise<Active | Waiting | 'ask' | typeof lost> {
    const { instance, limit, placeSeconds } = this.#rules;
    const answer = await this.#scripts.join(
      ...keysOf(eventId),
      ...[userId, ticket?.place ?? 0, ticket?.unspent ? 1 : 0],
      ...[instance, servesForMs, open ? limit : 0, usersAnInstance, placeSeconds * 1_000],
    );
    return answer[0] === 'ask' ? 'ask' : standingOf(answer);
  }

  async status(eventId: string, userId: string): Promise<Active | Waiting | Absent | typeof lost> {
    const answer = await this.#scripts.status(...keysOf(eventId), userId);
    const [kind, returning] = answer;
    return kind === 'absent' ? { kind, returning: returning === 1 } : standingOf(answer);
  }

  /** Gives up the place, waiting or in; whether there was one, and the last place given to anybody so far. */
  async leave(eventId: string, userId: string): Promise<{ left: boolean; through: number } | typeof lost> {
    const [kind, gone, through] = (await this.#scripts.leave(...keysOf(eventId), userId)) as Numbers;
    return kind === 'lost' ? lost : { left: gone > 0, through };
  }

  /** Whoever is in is so no more. */
  async free(eventId: string, userId: string): Promise<void> {
    await this.#scripts.free(...keysOf(eventId), userId);
  }

  /** Lets in who may be, unless it is not `open`; and passes over who is not there any more. */
  async admit({ id, open }: { id: string; open: boolean }): Promise<Round | typeof lost> {
    const { instance, limit, ratePerSecond, placeSeconds, graceSeconds } = this.#rules;
    const answer = await this.#scripts.admit(
      ...keysOf(id),
      ...[instance, servesForMs, open ? limit : 0, usersAnInstance, placeSeconds * 1_000],
      ...[ratePerSecond, graceSeconds * 1_000, outageMs, placesARound, keptForSeconds],
    );
    if (answer[0] === 'lost') return lost;
    const [, waiting, active, capacity, againMs, through, admittedInAll] = answer as Numbers;
    const [admitted, dropped] = answer.slice(7) as [Round['admitted'], Round['dropped']];
    return { waiting, active, capacity, againMs, through, admittedInAll, admitted, dropped };
  }

  /** This instance serves no more, so that its places are not counted. */
  async withdraw(eventId: string): Promise<void> {
    const instances = keysOf(eventId)[5] as string;
    await this.#redis.zrem(instances, this.#rules.instance);
  }
}

type Numbers = [kind: string, number, number, number, number, number, number];

function standingOf(answer: unknown[]): Active | Waiting | typeof lost {
  const [kind, place, second, third, fourth] = answer as Numbers;
  if (kind === 'lost') return lost;
  if (kind === 'active') return { kind, place, endsInMs: second, through: third };
  return { kind: 'waiting', place, position: second, total: third, nowMs: fourth };
}

/** As a command of the connection, which sends the text once and its digest from then on. */
function scriptOf(redis: Redis, name: string, lua: string): Script {
  redis.defineCommand(name, { lua, numberOfKeys: keysAnEvent });
  const run = Reflect.get(redis, name) as Script;
  return (...args) => run.apply(redis, args);
}
