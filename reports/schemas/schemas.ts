import { z } from 'zod';
import { HistoryLine } from '../evidence/history.ts';
import { LedgerRow } from '../evidence/ledger.ts';
import { RunRecord } from '../evidence/run.ts';
import { TimelineLine } from '../evidence/timeline.ts';
import { Verdict } from '../verdict/verdict.ts';

const published = {
  run: { schema: RunRecord, title: 'run.json: what a run was' },
  history: {
    schema: HistoryLine,
    title: 'A line of history.ndjson: the beginning or the end of an operation',
  },
  timeline: { schema: TimelineLine, title: 'A line of timeline.ndjson: latency, resources or an event' },
  ledger: { schema: LedgerRow, title: 'A line of ledger.ndjson: what the database or the provider holds' },
  verdict: { schema: Verdict, title: 'verdict.json: what the evidence shows' },
} as const;

/**
 * The published JSON Schemas (draft 2020-12) by file name, made from the schemas that reading and writing go
 * by. The files beside this one are brought up to date by `vitest run reports/schemas -u`.
 */
export function publishedSchemas(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(published).map(([name, { schema, title }]) => {
      const json = { title, ...z.toJSONSchema(schema, { io: 'input' }) };
      return [`${name}.schema.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}
