import type { Operation, OperationValue } from '../../evidence/history.ts';
import { has, numberFields, operationNames } from '../../evidence/history-lines/batch.ts';
import type { RecordReader } from './record-reader.ts';
import type { RecordWriter } from './record-writer.ts';

const outcomes = ['ok', 'fail', 'info'] as const;
const noLine = -1;

export function writeOperation(operation: Operation, to: RecordWriter): void {
  const { value } = operation;
  to.byte(operationNames.indexOf(operation.f));
  to.byte(outcomes.indexOf(operation.outcome));
  to.int(operation.index);
  to.int(operation.endIndex ?? noLine);
  to.number(operation.invoked);
  to.number(operation.ended ?? Number.NaN);
  to.text(operation.process);
  to.texts(operation.key);
  to.text(operation.idempotencyKey);
  to.text(operation.error);
  let found = value.order === undefined ? 0 : has.order;
  for (const name of numberFields) if (value[name] !== undefined) found |= has[name];
  to.byte(found);
  for (const name of numberFields) {
    const number = value[name];
    if (number !== undefined) to.number(number);
  }
  if (value.order !== undefined) to.text(value.order);
}

export function readOperation(from: RecordReader): Operation {
  const f = operationNames[from.byte()] ?? 'view';
  const outcome = outcomes[from.byte()] ?? 'info';
  const index = from.int();
  const endLine = from.int();
  const invoked = from.number();
  const endTime = from.number();
  const process = from.text();
  const key = from.texts();
  const idempotencyKey = from.textOrNull();
  const error = from.textOrNull();
  const value: OperationValue = {};
  const found = from.byte();
  for (const name of numberFields) if ((found & has[name]) !== 0) value[name] = from.number();
  if ((found & has.order) !== 0) value.order = from.text();
  const endIndex = endLine === noLine ? null : endLine;
  const ended = Number.isNaN(endTime) ? null : endTime;
  return { index, endIndex, process, f, key, idempotencyKey, invoked, ended, outcome, error, value };
}
