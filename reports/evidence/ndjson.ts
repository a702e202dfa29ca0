import { HistoryLine } from './history.ts';
import { LedgerRow } from './ledger.ts';
import { plainRow } from './ledger-rows.ts';
import { LineWriter } from './line-writer.ts';
import { type LineReport, readLines } from './lines.ts';
import { TimelineLine } from './timeline.ts';

/** See {@link readLines}; `index` is the line's number from 0, by which findings name it. */
export const readTimeline = (
  path: string,
  accept: (line: TimelineLine, index: number) => void,
): Promise<LineReport> => readLines(path, TimelineLine, accept);

/** See {@link readLines}. */
export const readLedger = (
  path: string,
  accept: (row: LedgerRow, index: number) => void,
): Promise<LineReport> => readLines(path, LedgerRow, accept, plainRow);

/** See {@link LineWriter}. Lines must come sorted by time. */
export const openHistoryWriter = (path: string): Promise<LineWriter<HistoryLine>> =>
  LineWriter.open(path, HistoryLine);

/** See {@link LineWriter}. */
export const openTimelineWriter = (path: string): Promise<LineWriter<TimelineLine>> =>
  LineWriter.open(path, TimelineLine);

/** See {@link LineWriter}. */
export const openLedgerWriter = (path: string): Promise<LineWriter<LedgerRow>> =>
  LineWriter.open(path, LedgerRow);
