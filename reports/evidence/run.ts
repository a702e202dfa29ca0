import { z } from 'zod';

export const schemaVersion = 1;

/** Whether a part of the evidence was written to its end. `lines` is null until it was. */
const Completeness = z.object({
  complete: z.boolean(),
  lines: z.number().int().nonnegative().nullable(),
  /** Of the whole file, in hex, once it was written to its end. */
  sha256: z.string().nullable(),
  /** Why it is incomplete, or where it came from. */
  note: z.string().nullable(),
});

/** One budget: a measurement's name (see docs) with one bound. */
export const Budget = z
  .object({
    measurement: z.string().min(1),
    max: z.number().optional(),
    min: z.number().optional(),
  })
  .refine(({ max, min }) => max !== undefined || min !== undefined, 'a budget needs a bound: min or max');
export type Budget = z.infer<typeof Budget>;

/**
 * What a run must show to be believed, for one shape of demand. All limits are inclusive. Stored with the
 * run, so that a later judgement uses the same ones.
 */
export const ValidityProfile = z.object({
  name: z.string(),
  /** Least number of acknowledged bookings. */
  minBooked: z.number().int(),
  /** Least number of buyers who tried for the median resource, or for what the median buyer tried for. */
  minMedianRivals: z.number(),
  /** Least share of resources, or of tries, on which two attempts of different buyers overlapped in time. */
  minOverlap: z.number(),
  /** Whose crowding these two are about: each resource's alike, or each buyer's. */
  crowdOf: z.enum(['resource', 'buyer']).default('resource'),
  /** Widest spread of the first invokes after the barrier, in ms. */
  maxStartSpreadMs: z.number(),
  /** Largest share of the machine's CPU in use under load before latency findings are void. */
  maxCpuBusy: z.number(),
});
export type ValidityProfile = z.infer<typeof ValidityProfile>;

/** How a waiting queue is to let buyers in; null: it knows no such bound. */
export const QueueRules = z.object({
  /** How many may be in at once. */
  capacity: z.number().int().positive().nullable(),
  /** How many of those who wait are let in within a second at most. */
  ratePerSecond: z.number().positive().nullable(),
  /** Whoever does not ask for so long may be passed over. */
  graceMs: z.number().positive().nullable(),
  /** How long whoever is let in may stay at least. */
  turnMs: z.number().positive().nullable(),
});
export type QueueRules = z.infer<typeof QueueRules>;

/** `run.json`: all that is needed, beside the three evidence files, to judge a run again elsewhere. */
export const RunRecord = z.object({
  schemaVersion: z.literal(schemaVersion),
  id: z.string(),
  name: z.string(),
  startedAt: z.iso.datetime(),
  /** The arguments that repeat this run, after `onsale`. */
  command: z.array(z.string()),
  /** The process that runs it, as the labels of what it starts name it; `unknown` where nobody said. */
  owner: z.string(),
  seed: z.number().int(),
  scenario: z.object({
    name: z.string(),
    options: z.record(z.string(), z.unknown()),
    /** Buyers who must end; the scenario counts them on the timeline. */
    buyers: z.number().int(),
    /** Units for sale: seats, or the size of the pool. */
    inventory: z.number().int(),
    /** The operation that claims a resource first: `hold` where the client has one, else `order` or `book`. */
    claim: z.enum(['hold', 'order', 'book']),
  }),
  /** What a unit costs, in minor units: a price most resources have, and those that differ. Null: not known. */
  prices: z.object({ usual: z.number().int(), others: z.record(z.string(), z.number().int()) }).nullable(),
  /** What buyers had to queue by; null where they had not to. */
  queue: QueueRules.nullable().optional(),
  topology: z.string().nullable(),
  target: z.object({
    kind: z.enum(['reference', 'client', 'url']),
    name: z.string(),
    url: z.string(),
    /** Settings of the reference target: strategy, fast layer, planted fault. */
    settings: z.record(z.string(), z.string()),
    /** A host that is neither loopback nor ours, that the user said is theirs. */
    foreignHost: z.string().nullable(),
  }),
  client: z.object({
    name: z.string(),
    file: z.string(),
    sells: z.enum(['seat', 'pool']),
    operations: z.array(z.string()),
    /** Operations that the API promises to do once however often they are sent with one idempotency key. */
    idempotent: z.array(z.string()),
    ledger: z.array(z.enum(['order', 'stock', 'payment', 'charge'])),
  }),
  /** How buyers answer «busy» and lost answers. */
  policy: z.object({
    tries: z.number().int(),
    timeoutMs: z.number(),
    minPauseMs: z.number(),
    maxPauseMs: z.number(),
  }),
  epoch: z.object({ monotonicNs: z.string(), wall: z.iso.datetime() }),
  clocks: z.array(z.object({ source: z.string(), resolutionNs: z.number(), offsetNs: z.number() })),
  versions: z.record(z.string(), z.string()),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
  machine: z.object({
    os: z.string(),
    cpu: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
    fingerprint: z.string(),
  }),
  images: z.record(z.string(), z.string()),
  nodes: z.array(
    z.object({ name: z.string(), zone: z.string().nullable(), role: z.string(), image: z.string() }),
  ),
  /** Nodes of ours that had ended by themselves when the load was over, and how; null until somebody looked. */
  lostNodes: z.array(z.object({ name: z.string(), how: z.string() })).nullable(),
  budgets: z.object({ source: z.string().nullable(), entries: z.array(Budget) }),
  validity: ValidityProfile,
  drill: z.null(),
  /** ns since the epoch; `to` is null while it lasts. */
  phases: z.array(z.object({ name: z.string(), from: z.number(), to: z.number().nullable() })),
  generators: z.array(
    z.object({
      source: z.string(),
      exitCode: z.number().nullable(),
      /** Buyers given to it, and buyers who reached their end. */
      buyers: z.number().int(),
      finished: z.number().int(),
      problem: z.string().nullable(),
    }),
  ),
  evidence: z.object({ history: Completeness, timeline: Completeness, ledger: Completeness }),
  /** Order ids found before the load, where the target was not made for this run. */
  foundBefore: z.array(z.string()),
  /** `collected` is the only state that can pass. */
  state: z.enum(['running', 'collected', 'interrupted', 'failed']),
  failure: z.object({ phase: z.string(), message: z.string() }).nullable(),
});
export type RunRecord = z.infer<typeof RunRecord>;
