import { away, type Guard } from '../redis/guard.ts';
import type { Line } from './line.ts';
import type { Places } from './places.ts';

export interface BeginningsParts {
  line: Pick<Line, 'begin'>;
  places: Pick<Places, 'nextEpoch' | 'noteBegun' | 'whoIsIn'>;
  guard: Guard;
}

/**
 * Begins an epoch of an event's queue where Redis knows of none. The number comes from PostgreSQL, before Redis is
 * told: it is behind all numbers given out before, and no other instance has the same. Several instances may try at
 * once; one begins, the others find it begun, and the numbers they had are never used. Whose turn it was when
 * Redis lost its memory has it still, by PostgreSQL, and counts.
 */
export class Beginnings {
  readonly #parts: BeginningsParts;
  readonly #underWay = new Map<string, Promise<boolean>>();

  constructor(parts: BeginningsParts) {
    this.#parts = parts;
  }

  /** False when Redis is away. Throws Unavailable or OutcomeUnknown. */
  async begin(eventId: string): Promise<boolean> {
    const underWay = this.#underWay.get(eventId);
    if (underWay !== undefined) return underWay;
    const beginning = this.#begin(eventId).finally(() => this.#underWay.delete(eventId));
    this.#underWay.set(eventId, beginning);
    return beginning;
  }

  async #begin(eventId: string): Promise<boolean> {
    const { line, places, guard } = this.#parts;
    const { epoch, begun } = await places.nextEpoch(eventId);
    const inside = await places.whoIsIn(eventId);
    const began = await guard(() => line.begin(eventId, { epoch, returning: begun, inside }));
    if (began === true && !begun) await places.noteBegun(eventId);
    return began !== away;
  }
}
