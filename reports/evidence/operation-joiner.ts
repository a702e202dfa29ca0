import { Column } from './columns.ts';
import type { OperationValue } from './history.ts';
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
} from './history-lines/batch.ts';
import { KeyLists } from './history-lines/key-lists.ts';
import { Texts } from './history-lines/texts.ts';
import { JoinedOperation } from './joined-operation.ts';
import { OpenOperations } from './open-operations.ts';
import { RepeatedTexts } from './repeated-texts.ts';
import { ShortTexts } from './short-texts.ts';

const invoke = lineTypes.indexOf('invoke');
const fail = lineTypes.indexOf('fail');
const ok = lineTypes.indexOf('ok');
const noValue: OperationValue = Object.freeze({});

/** Joins the lines of one history, which it must be given in order. */
export class OperationJoiner {
  operations = 0;
  unjoined = 0;
  firstProblem: string | null = null;
  #lastTime = -Infinity;
  readonly #accept: (operation: JoinedOperation) => void;
  readonly #open = new OpenOperations();
  /** By the slots of what is open. */
  readonly #idempotencyKeys = new ShortTexts();
  readonly #keyHashes = new Column(new Int32Array());
  readonly #values: OperationValue[] = [];
  readonly #errors = new RepeatedTexts();
  readonly #processes = new Texts();
  readonly #keys = new KeyLists();
  readonly #names = {
    processes: this.#processes,
    keys: this.#keys,
    idempotencyKeys: this.#idempotencyKeys,
  };

  constructor(accept: (operation: JoinedOperation) => void) {
    this.#accept = accept;
  }

  add(batch: Batch): void {
    this.#processes.add(batch.processes);
    this.#keys.add(batch.keys);
    for (let row = 0; row < batch.count; row++) this.#line(batch, row);
  }

  /** Hands over what never ended. */
  finish(): void {
    for (const { process, slot } of this.#open.left()) this.#emit(this.#begun(process, slot));
  }

  #line(batch: Batch, row: number): void {
    const { fields } = batch;
    const at = row * fieldsPerLine;
    const index = fields[at + field.index] as number;
    const time = batch.times[row] as number;
    // What it says of an order of events cannot be trusted then; equal times are no contradiction.
    if (time < this.#lastTime) this.#problem(index, 'its time is before that of the line before');
    this.#lastTime = time;
    const process = fields[at + field.process] as number;
    const f = fields[at + field.f] as number;
    const slot = this.#open.find(process, f, fields[at + field.key] as number);
    if (fields[at + field.type] === invoke) this.#begin(batch, row, slot !== -1);
    else if (slot === -1) {
      const name = this.#processes.text(process);
      this.#problem(index, `${name} ends a ${operationNames[f]} that it did not invoke`);
      return;
    } else this.#end(batch, row, slot);
    if (((fields[at + field.value] as number) & has.mistyped) !== 0) {
      this.#problem(index, 'a value with a field of another type');
    }
  }

  #begin(batch: Batch, row: number, isOpen: boolean): void {
    const { fields } = batch;
    const at = row * fieldsPerLine;
    const index = fields[at + field.index] as number;
    const process = fields[at + field.process] as number;
    const f = fields[at + field.f] as number;
    if (isOpen) {
      const name = this.#processes.text(process);
      this.#problem(index, `${name} invokes ${operationNames[f]} while the same one is open`);
    }
    const key = fields[at + field.key] as number;
    const slot = this.#open.begin({ process, f, key, index, time: batch.times[row] as number });
    this.#keyHashes.set(slot, fields[at + field.keyHash] as number);
    const keyLength = fields[at + field.idempotencyKeyLength] as number;
    if (keyLength < 0) this.#idempotencyKeys.setText(slot, textOf(batch, at + field.idempotencyKeyAt));
    else {
      const from = fields[at + field.idempotencyKeyAt] as number;
      this.#idempotencyKeys.setBytes(slot, batch.chunk, from, keyLength);
    }
    this.#values[slot] = pickedValue(batch, row);
  }

  #end(batch: Batch, row: number, slot: number): void {
    const { fields } = batch;
    const at = row * fieldsPerLine;
    const process = fields[at + field.process] as number;
    const type = fields[at + field.type];
    const operation = this.#begun(process, slot);
    this.#open.end(process, slot);
    operation.endIndex = fields[at + field.index] as number;
    operation.ended = batch.times[row] as number;
    operation.outcome = type === ok ? 'ok' : type === fail ? 'fail' : 'info';
    operation.error = this.#errorOf(batch, at);
    if (operation.keyHash === 0 && operation.idempotencyKey === null) {
      operation.idempotencyKey = textOf(batch, at + field.idempotencyKeyAt);
      operation.keyHash = fields[at + field.keyHash] as number;
    }
    const value = pickedValue(batch, row);
    if (operation.value === noValue) operation.value = value;
    else if (value !== noValue) operation.value = { ...operation.value, ...value };
    this.#emit(operation);
  }

  #begun(process: number, slot: number): JoinedOperation {
    const open = this.#open;
    const operation = new JoinedOperation(this.#names, { buyer: process, key: open.key(slot), slot });
    operation.index = open.index(slot);
    operation.f = operationNames[open.f(slot)] ?? 'view';
    operation.invoked = open.invoked(slot);
    operation.keyHash = this.#keyHashes.at(slot);
    operation.value = this.#values[slot] ?? noValue;
    return operation;
  }

  #errorOf(batch: Batch, at: number): string | null {
    const { fields, chunk } = batch;
    const length = fields[at + field.errorLength] as number;
    if (length < 0) return textOf(batch, at + field.errorAt);
    return this.#errors.text(chunk, fields[at + field.errorAt] as number, length);
  }

  #emit(operation: JoinedOperation): void {
    this.operations++;
    this.#accept(operation);
    operation.passed();
  }

  #problem(index: number, what: string): void {
    this.unjoined++;
    this.firstProblem ??= `line ${index + 1}: ${what}`;
  }
}

/** @param at where a row says where the text stands; how long it is follows */
function textOf({ fields, extras, chunk }: Batch, at: number): string | null {
  const length = fields[at + 1] as number;
  if (length === absent) return null;
  const from = fields[at] as number;
  return length === inExtras ? (extras[from] ?? null) : chunk.toString('latin1', from, from + length);
}

function pickedValue(batch: Batch, row: number): OperationValue {
  const at = row * fieldsPerLine;
  const bits = batch.fields[at + field.value] as number;
  if ((bits & ~has.mistyped) === 0) return noValue;
  const value: OperationValue = {};
  const from = row * numberFields.length;
  for (let nth = 0; nth < numberFields.length; nth++) {
    const name = numberFields[nth] as (typeof numberFields)[number];
    if ((bits & has[name]) !== 0) value[name] = batch.numbers[from + nth] as number;
  }
  if ((bits & has.order) !== 0) value.order = textOf(batch, at + field.orderAt) ?? '';
  return value;
}
