import type { HistoryLine } from '../history.ts';
import {
  absent,
  type Batch,
  field,
  fieldsPerLine,
  has,
  inExtras,
  lineTypes,
  numberFields,
  operationNames,
} from './batch.ts';
import type { Names } from './names.ts';
import { hashOfText } from './texts.ts';

type Target = Pick<Batch, 'times' | 'fields' | 'numbers' | 'extras'>;

/** Puts lines that were read as JSON into the rows in which the scanner puts its own. */
export class LineEncoder {
  readonly #processes: Names;
  readonly #keys: Names;

  constructor(processes: Names, keys: Names) {
    this.#processes = processes;
    this.#keys = keys;
  }

  encode(line: HistoryLine, target: Target, row: number): void {
    const { fields } = target;
    const at = row * fieldsPerLine;
    target.times[row] = line.time;
    fields[at + field.process] = this.#processes.numberOfText(line.process);
    const key = typeof line.key === 'string' ? [line.key] : line.key;
    fields[at + field.key] = this.#keys.numberOfText(JSON.stringify(key));
    fields[at + field.type] = lineTypes.indexOf(line.type);
    fields[at + field.f] = operationNames.indexOf(line.f);
    putText(line.idempotencyKey, at + field.idempotencyKeyAt, target);
    fields[at + field.keyHash] = line.idempotencyKey === undefined ? 0 : hashOfText(line.idempotencyKey);
    putText(line.error, at + field.errorAt, target);
    fields[at + field.value] = line.value === null ? 0 : putValue(line.value, target, row);
  }
}

function putText(text: string | undefined, at: number, { fields, extras }: Target): void {
  if (text === undefined) {
    fields[at + 1] = absent;
    return;
  }
  fields[at] = extras.push(text) - 1;
  fields[at + 1] = inExtras;
}

/** The fields that checkers read; of those of another type, only that there was one. */
function putValue(value: Record<string, unknown>, target: Target, row: number): number {
  let found = 0;
  for (const [nth, name] of numberFields.entries()) {
    const each = value[name];
    if (typeof each === 'number') {
      found |= has[name];
      target.numbers[row * numberFields.length + nth] = each;
    } else if (each !== undefined) found |= has.mistyped;
  }
  const { order } = value;
  if (typeof order === 'string') {
    found |= has.order;
    putText(order, row * fieldsPerLine + field.orderAt, target);
  } else if (order !== undefined) found |= has.mistyped;
  return found;
}
