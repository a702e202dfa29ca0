import { z } from 'zod';
import type { LedgerSource } from '../clients/client.ts';

const part = z.strictObject({
  kind: z.enum(['order', 'stock', 'payment', 'charge']),
  from: z.union([
    z.strictObject({ sql: z.string().min(1), database: z.string().min(1) }),
    z.strictObject({
      path: z.string().min(1),
      rows: z.string().min(1).optional(),
      headers: z.record(z.string(), z.string()).optional(),
      baseUrl: z.url().optional(),
    }),
  ]),
  fields: z.record(z.string(), z.string()).optional(),
  states: z.record(z.string(), z.string()).optional(),
  constants: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

/** The data by which a client says where the truth is read from (scenarios/clients/client.ts). */
export const ledgerSource = z
  .strictObject({ parts: z.array(part).min(1) })
  .transform((source) => source as LedgerSource);
