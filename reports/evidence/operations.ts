import type { HistoryLine, Operation, OperationValue } from './history.ts';
import type { LineReport } from './lines.ts';
import { readHistory } from './ndjson.ts';

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
 * the order of their ends; those that never ended come last, as `info`. Memory: the open operations.
 */
export async function readOperations(
  path: string,
  accept: (operation: Operation) => void,
): Promise<OperationsReport> {
  const joiner = new OperationJoiner(accept);
  const report = await readHistory(path, (line, index) => joiner.add(line, index));
  joiner.finish();
  return {
    ...report,
    firstProblem: report.firstProblem ?? joiner.firstProblem,
    operations: joiner.operations,
    unjoined: joiner.unjoined,
  };
}

/** Joins the lines of one history, which it must be given in order. */
export class OperationJoiner {
  operations = 0;
  unjoined = 0;
  firstProblem: string | null = null;
  #lastTime = -Infinity;
  readonly #accept: (operation: Operation) => void;
  /** By process; nearly always one each, so a list beats a map with made-up keys. */
  readonly #open = new Map<string, Operation[]>();

  constructor(accept: (operation: Operation) => void) {
    this.#accept = accept;
  }

  add(line: HistoryLine, index: number): void {
    // What it says of an order of events cannot be trusted then; equal times are no contradiction.
    if (line.time < this.#lastTime) this.#problem(index, 'its time is before that of the line before');
    this.#lastTime = line.time;
    const key = typeof line.key === 'string' ? [line.key] : line.key;
    const open = this.#open.get(line.process) ?? [];
    const at = open.findIndex((operation) => operation.f === line.f && sameKey(operation.key, key));
    if (line.type === 'invoke') {
      if (at !== -1) this.#problem(index, `${line.process} invokes ${line.f} while the same one is open`);
      open.push(begun(line, key, index));
      this.#open.set(line.process, open);
    } else {
      const operation = open[at];
      if (operation === undefined) {
        this.#problem(index, `${line.process} ends a ${line.f} that it did not invoke`);
        return;
      }
      open.splice(at, 1);
      if (open.length === 0) this.#open.delete(line.process);
      this.#emit(ended(operation, line, index));
    }
    if (!isOperationValue(line.value)) this.#problem(index, 'a value with a field of another type');
  }

  /** Hands over what never ended. */
  finish(): void {
    for (const open of this.#open.values()) for (const operation of open) this.#emit(operation);
    this.#open.clear();
  }

  #emit(operation: Operation): void {
    this.operations++;
    this.#accept(operation);
  }

  #problem(index: number, what: string): void {
    this.unjoined++;
    this.firstProblem ??= `line ${index + 1}: ${what}`;
  }
}

function begun(line: HistoryLine, key: readonly string[], index: number): Operation {
  return {
    index,
    endIndex: null,
    process: line.process,
    f: line.f,
    key,
    idempotencyKey: line.idempotencyKey ?? null,
    invoked: line.time,
    ended: null,
    outcome: 'info',
    error: null,
    value: operationValue(line.value),
  };
}

function ended(operation: Operation, line: HistoryLine, index: number): Operation {
  operation.endIndex = index;
  operation.ended = line.time;
  operation.outcome = line.type === 'ok' || line.type === 'fail' ? line.type : 'info';
  operation.error = line.error ?? null;
  operation.idempotencyKey ??= line.idempotencyKey ?? null;
  Object.assign(operation.value, operationValue(line.value));
  return operation;
}

function sameKey(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, at) => part === b[at]);
}

const valueTypes: Readonly<Record<keyof OperationValue, 'number' | 'string'>> = {
  quantity: 'number',
  ttlMs: 'number',
  order: 'string',
  amount: 'number',
  refunded: 'number',
};
const valueFields = Object.keys(valueTypes) as (keyof OperationValue)[];

function isOperationValue(value: HistoryLine['value']): boolean {
  if (value === null) return true;
  return valueFields.every(
    (field) => value[field] === undefined || typeof value[field] === valueTypes[field],
  );
}

/** The fields that checkers read; those of another type are left out (and were reported). */
function operationValue(value: HistoryLine['value']): OperationValue {
  if (value === null) return {};
  const picked: Record<string, unknown> = {};
  for (const field of valueFields) {
    if (typeof value[field] === valueTypes[field]) picked[field] = value[field];
  }
  return picked;
}
