import type { Operation, OperationValue } from '../../evidence/history.ts';
import { has, numberFields, operationNames } from '../../evidence/history-lines/batch.ts';
import type { Page, RecordReader } from './record-reader.ts';
import type { RecordWriter } from './record-writer.ts';

const outcomes = ['ok', 'fail', 'info'] as const;
const noLine = -1;

/** Numbers first, which everyone looks at; behind them the texts, most of which nobody asks for. */
export function writeOperation(operation: Operation, to: RecordWriter): void {
  const { value } = operation;
  to.byte(operationNames.indexOf(operation.f));
  to.byte(outcomes.indexOf(operation.outcome));
  to.int(operation.index);
  to.int(operation.endIndex ?? noLine);
  to.number(operation.invoked);
  to.number(operation.ended ?? Number.NaN);
  let found = value.order === undefined ? 0 : has.order;
  for (const name of numberFields) if (value[name] !== undefined) found |= has[name];
  to.byte(found);
  for (const name of numberFields) {
    const number = value[name];
    if (number !== undefined) to.number(number);
  }
  to.text(operation.process);
  if (value.order !== undefined) to.text(value.order);
  to.text(operation.idempotencyKey);
  to.texts(operation.key);
  to.text(operation.error);
}

/** An operation that was kept. Its texts are read where somebody asks for them. */
export class KeptOperation implements Operation {
  readonly index: number;
  readonly endIndex: number | null;
  readonly f: Operation['f'];
  readonly invoked: number;
  readonly ended: number | null;
  readonly outcome: Operation['outcome'];
  readonly #reader: RecordReader;
  readonly #page: Page;
  /** Where the value's numbers stand, and with which of them the record goes on. */
  readonly #valueAt: number;
  readonly #found: number;
  #process: string | null = null;
  #value: OperationValue | null = null;
  #idempotencyKey: string | null | undefined;

  /** @param reader has begun, and read the kind */
  constructor(reader: RecordReader, page: Page) {
    this.f = operationNames[reader.byte()] ?? 'view';
    this.outcome = outcomes[reader.byte()] ?? 'info';
    this.index = reader.int();
    const endLine = reader.int();
    this.endIndex = endLine === noLine ? null : endLine;
    this.invoked = reader.number();
    const ended = reader.number();
    this.ended = Number.isNaN(ended) ? null : ended;
    this.#found = reader.byte();
    this.#valueAt = reader.at;
    this.#reader = reader;
    this.#page = page;
  }

  get process(): string {
    this.#process ??= this.#texts(0).text();
    return this.#process;
  }

  get value(): OperationValue {
    this.#value ??= this.#readValue();
    return this.#value;
  }

  get idempotencyKey(): string | null {
    if (this.#idempotencyKey === undefined) {
      this.#idempotencyKey = this.#texts(this.#hasOrder ? 2 : 1).textOrNull();
    }
    return this.#idempotencyKey;
  }

  get key(): readonly string[] {
    return this.#texts(this.#hasOrder ? 3 : 2).texts();
  }

  get error(): string | null {
    const reader = this.#texts(this.#hasOrder ? 3 : 2);
    reader.texts();
    return reader.textOrNull();
  }

  /** With all its texts, for people. */
  plain(): Operation {
    const { index, endIndex, process, f, key, idempotencyKey, invoked, ended, outcome, error, value } = this;
    return { index, endIndex, process, f, key, idempotencyKey, invoked, ended, outcome, error, value };
  }

  get #hasOrder(): boolean {
    return (this.#found & has.order) !== 0;
  }

  /** Goes to one of the texts. */
  #texts(nth: number): RecordReader {
    const reader = this.#reader;
    let at = this.#valueAt;
    for (const name of numberFields) if ((this.#found & has[name]) !== 0) at += numberBytes;
    reader.begin(this.#page, at);
    for (let skipped = 0; skipped < nth; skipped++) reader.skipText();
    return reader;
  }

  #readValue(): OperationValue {
    const reader = this.#reader;
    const value: OperationValue = {};
    reader.begin(this.#page, this.#valueAt);
    for (const name of numberFields) if ((this.#found & has[name]) !== 0) value[name] = reader.number();
    if (this.#hasOrder) {
      reader.skipText();
      value.order = reader.text();
    }
    return value;
  }
}

const numberBytes = 8;
