import { z } from 'zod';
import { RunRecord } from '../../reports/evidence/run.ts';

const plannedBuyer = z.object({
  id: z.string().min(1),
  credentials: z.record(z.string(), z.string()),
  /** What they try for: seats, or so many of one pool. */
  resources: z.array(z.string().min(1)).min(1),
  quantity: z.number().int().min(1),
  /** Draws their pauses before another try, and which seats they go on to. */
  drawSeed: z.number().int().min(0),
  /** Whether they send what they bought with once more, with the same key, where the API promises to bear that. */
  replay: z.boolean(),
  /** Before which operation of their first attempt they wait until their hold has run out; null: they do not. */
  dawdles: z.enum(['order', 'book']).nullable(),
  /** Whether they try to cancel a booking of another buyer's when they have been refused. */
  intrudes: z.boolean(),
});
export type PlannedBuyer = z.infer<typeof plannedBuyer>;

/** Who wants what: drawn on the Node side from the seed, read by k6 as data (`plan.json`). */
export const contentionPlan = z.object({
  seed: z.number().int(),
  /** The run's id. */
  run: z.string().min(1),
  event: z.string().min(1),
  sells: z.enum(['seat', 'pool']),
  policy: RunRecord.shape.policy,
  /** Whether buyers have to queue before they try. */
  queues: z.boolean(),
  /** Whether the refused go on to other seats until none is left. */
  persistent: z.boolean(),
  /** All that is for sale, as it stands side by side. */
  resources: z.array(z.string().min(1)).min(1),
  /** How long the first buyer at the barrier waits for the last. */
  barrierTimeoutMs: z.number().int().positive(),
  /** When k6 ends whoever has not come to an end. */
  mostMs: z.number().int().positive(),
  buyers: z.array(plannedBuyer).min(1),
});
export type ContentionPlan = z.infer<typeof contentionPlan>;
