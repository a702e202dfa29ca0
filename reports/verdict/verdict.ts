import { z } from 'zod';

export const VerdictWord = z.enum(['pass', 'fail', 'unknown']);
export type VerdictWord = z.infer<typeof VerdictWord>;

/** Something a person can look up: a seat with its operations (history line numbers) and ledger rows. */
export const Evidence = z.object({
  /** Seat, pool, event, order or idempotency key. */
  subject: z.string(),
  /** What happened, in one sentence. */
  what: z.string(),
  operations: z.array(
    z.object({
      index: z.number(),
      process: z.string(),
      f: z.string(),
      outcome: z.string(),
      invoked: z.number(),
      ended: z.number().nullable(),
    }),
  ),
  ledger: z.array(z.record(z.string(), z.unknown())),
});
export type Evidence = z.infer<typeof Evidence>;

export const Finding = z.object({
  id: z.string(),
  kind: z.enum(['invariant', 'budget', 'recovery', 'validity']),
  verdict: VerdictWord,
  expected: z.string(),
  observed: z.string(),
  /** How far inside (positive) or outside (negative) the bound, as a share of it; null where there is none. */
  margin: z.number().nullable(),
  evidence: z.array(Evidence),
});
export type Finding = z.infer<typeof Finding>;

export const Measurement = z.object({ value: z.number(), unit: z.string(), samples: z.number().int() });
export type Measurement = z.infer<typeof Measurement>;

/** `verdict.json`, and what `run`, `drill` and `check` print with `--json`. */
export const Verdict = z.object({
  schemaVersion: z.literal(1),
  run: z.object({
    id: z.string(),
    name: z.string(),
    dir: z.string(),
    startedAt: z.string(),
    seed: z.number(),
    topology: z.string().nullable(),
    target: z.string(),
  }),
  verdict: VerdictWord,
  findings: z.array(Finding),
  measurements: z.record(z.string(), Measurement),
});
export type Verdict = z.infer<typeof Verdict>;
