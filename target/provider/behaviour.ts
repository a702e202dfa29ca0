import { type Static, Type } from 'typebox';

const closed = { additionalProperties: false };

/** How the provider misbehaves. Each may be set with any other; what is not named is as it should be. */
export const Behaviour = Type.Object(
  {
    delayMs: Type.Integer({ minimum: 0, maximum: 60_000, description: 'before it answers' }),
    refuse: Type.Boolean({ description: 'refuses every new charge' }),
    refuseMethods: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), {
      maxItems: 10,
      description: 'refuses new charges by these methods',
    }),
    silent: Type.Boolean({ description: 'does what is asked, then closes the connection without an answer' }),
    callBacks: Type.Integer({
      minimum: 0,
      maximum: 5,
      description: 'how often it calls back for a new charge',
    }),
  },
  closed,
);
export type Behaviour = Static<typeof Behaviour>;

const good: Behaviour = { delayMs: 0, refuse: false, refuseMethods: [], silent: false, callBacks: 0 };

/** How the provider behaves now; good to begin with. */
export class Conduct {
  now: Behaviour = good;

  /** What is not named is good from now on. */
  behave(behaviour: Partial<Behaviour>): Behaviour {
    this.now = { ...good, ...behaviour };
    return this.now;
  }
}
