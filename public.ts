/** What a client of one's own system is written against (docs/clients.md), and what runs leave behind. */

export type { HistoryLine, Operation } from './reports/evidence/history.ts';
export type { LedgerRow } from './reports/evidence/ledger.ts';
export type { RunRecord } from './reports/evidence/run.ts';
export type { TimelineLine } from './reports/evidence/timeline.ts';
export type { Finding, Measurement, Verdict } from './reports/verdict/verdict.ts';
export type * from './scenarios/clients/client.ts';
