import { readHistoryBatches } from './history-lines/read-batches.ts';
import type { JoinedOperation } from './joined-operation.ts';
import type { LineReport } from './lines.ts';
import { OperationJoiner } from './operation-joiner.ts';

/** A history's report, with what joining its lines met. */
export interface OperationsReport extends LineReport {
  operations: number;
  /**
   * Lines that cannot be joined without guessing: an end with no invoke, an invoke while the same operation
   * is open, a time before that of the line before, or a value whose known fields have another type.
   */
  unjoined: number;
}

/**
 * Read a history as operations. A process has at most one operation of one `f` and key open at a time, and an
 * end belongs to that one; idempotency keys play no part, since ends may leave them out. Operations come in
 * the order of their ends; those that never ended come last, as `info`. Memory: the open operations, and some
 * forty bytes for each process and key there is.
 */
export async function readOperations(
  path: string,
  accept: (operation: JoinedOperation) => void,
): Promise<OperationsReport> {
  const joiner = new OperationJoiner(accept);
  const report = await readHistoryBatches(path, (batch) => joiner.add(batch));
  joiner.finish();
  return {
    ...report,
    firstProblem: report.firstProblem ?? joiner.firstProblem,
    operations: joiner.operations,
    unjoined: joiner.unjoined,
  };
}
