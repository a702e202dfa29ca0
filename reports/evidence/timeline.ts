import { z } from 'zod';

/**
 * Latency of one route (or operation) in one second and phase. `histogram` is an HdrHistogram in the
 * V2 compressed encoding, base64, of microseconds (lowest 1 µs, highest 2 minutes, 3 significant digits):
 * histograms add up over seconds, phases and generator processes, percentiles never do.
 */
export const TimelineLatency = z.object({
  kind: z.literal('latency'),
  source: z.string(),
  /** Whole seconds since the run's epoch. */
  second: z.number().int(),
  /** `request`: one HTTP exchange, `name` is its route. `operation`: a client's whole flow, `name` is its `f`. */
  of: z.enum(['request', 'operation']),
  name: z.string(),
  phase: z.string(),
  count: z.number().int(),
  /** Requests without an answer or with a 5xx; operations that ended `info`. */
  errors: z.number().int(),
  histogram: z.string(),
});

/** What the machine and its containers did over a window. CPU is in seconds of one core. */
export const TimelineResource = z.object({
  kind: z.literal('resource'),
  source: z.string(),
  /** ns since the run's epoch. */
  from: z.number().int(),
  to: z.number().int(),
  /** `machine` or a node's name. */
  of: z.string(),
  cpuSeconds: z.number().nonnegative(),
  cores: z.number().positive(),
  memoryBytes: z.number().nonnegative().nullable(),
});

/** By how much something grew over a window that a part of the target counts by itself. */
export const TimelineCounter = z.object({
  kind: z.literal('counter'),
  source: z.string(),
  /** ns since the run's epoch. */
  from: z.number().int(),
  to: z.number().int(),
  /** A measurement's name, such as `database.deadlocks`. */
  name: z.string(),
  value: z.number().int().nonnegative(),
});

/** Something that happened once: a barrier released, a client bug, a generator that ended. */
export const TimelineEvent = z.object({
  kind: z.literal('event'),
  source: z.string(),
  /** ns since the run's epoch. */
  time: z.number().int(),
  name: z.enum([
    'phase',
    'barrier-ready',
    'barrier-released',
    'barrier-timed-out',
    'buyer-late',
    'buyer-done',
    'client-bug',
    'fault',
  ]),
  detail: z.record(z.string(), z.unknown()),
});

export const TimelineLine = z.discriminatedUnion('kind', [
  TimelineLatency,
  TimelineResource,
  TimelineCounter,
  TimelineEvent,
]);
export type TimelineLatency = z.infer<typeof TimelineLatency>;
export type TimelineResource = z.infer<typeof TimelineResource>;
export type TimelineCounter = z.infer<typeof TimelineCounter>;
export type TimelineEvent = z.infer<typeof TimelineEvent>;
export type TimelineLine = z.infer<typeof TimelineLine>;
