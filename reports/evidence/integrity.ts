import type { LineReport } from './lines.ts';
import type { RunRecord } from './run.ts';

/** Whether all of a part of the evidence is there. What rests on something *not* being in it needs that. */
export interface Integrity {
  whole: boolean;
  /** What was found: the number of lines, or why it is not whole. */
  said: string;
}

/**
 * Compare what run.json promises of a part with what its file holds.
 * @param unjoined lines of a history that could not be joined into operations
 */
export function integrityOf(
  promised: RunRecord['evidence']['history'],
  report: LineReport,
  unjoined = 0,
): Integrity {
  const problem = problemOf(promised, report, unjoined);
  if (problem === null) return { whole: true, said: `${report.lines} lines, none missing` };
  return { whole: false, said: problem };
}

function problemOf(
  promised: RunRecord['evidence']['history'],
  report: LineReport,
  unjoined: number,
): string | null {
  const note = promised.note === null ? '' : ` (${promised.note})`;
  if (report.missing) return `the file is missing${note}`;
  const found = `${report.lines} lines found`;
  if (report.cut) return `its last line is cut: ${found}${note}`;
  if (report.corrupt > 0) return `${report.corrupt} corrupt lines of ${report.lines}: ${report.firstProblem}`;
  if (unjoined > 0) return `${unjoined} lines that fit no operation: ${report.firstProblem}`;
  if (!promised.complete || promised.lines === null) {
    return `it was not written to its end: ${found}${note}`;
  }
  if (promised.lines !== report.lines) return `${found}, ${promised.lines} were written`;
  if (promised.sha256 !== report.sha256) return `${found}, but they are not the ones that were written`;
  return null;
}
