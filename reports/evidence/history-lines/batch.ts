import { HistoryLine, type OperationValue } from '../history.ts';
import type { NewTexts } from './texts.ts';

/** Types of lines and names of operations by their numbers, which are their places in these lists. */
export const lineTypes = HistoryLine.shape.type.options;
export const operationNames = HistoryLine.shape.f.options;

/** Fields of a value that are numbers, and bits that say which of a value's fields there are. */
export const numberFields = [
  'quantity',
  'ttlMs',
  'amount',
  'refunded',
  'position',
  'sequence',
  'epoch',
] as const;
export const has = {
  quantity: 1,
  ttlMs: 2,
  amount: 4,
  refunded: 8,
  order: 16,
  position: 32,
  sequence: 64,
  epoch: 128,
  /** A known field of another type, which is left out. Records of operations have one byte, and do without it. */
  mistyped: 256,
} as const satisfies Record<keyof OperationValue | 'mistyped', number>;

/** Whole numbers of a line, by their place in its row of a batch. */
export const field = {
  /** The line's own number, from 0. */
  index: 0,
  process: 1,
  key: 2,
  type: 3,
  f: 4,
  /** Texts are a stretch of the chunk, or of `extras` where the length is `inExtras`; absent where it is `absent`. */
  idempotencyKeyAt: 5,
  idempotencyKeyLength: 6,
  errorAt: 7,
  errorLength: 8,
  /** Bits of {@link has}. */
  value: 9,
  orderAt: 10,
  orderLength: 11,
  /** A hash of the idempotency key; 0 where there is none. */
  keyHash: 12,
} as const;
export const fieldsPerLine = 13;
export const absent = -1;
export const inExtras = -2;

/**
 * The sound lines of one chunk of a history, in columns: numbers in typed arrays, texts where they stand in the
 * chunk. It can be handed to another thread without a copy.
 */
export interface Batch {
  count: number;
  chunk: Buffer;
  /** ns, a line each. */
  times: Float64Array<ArrayBuffer>;
  fields: Int32Array<ArrayBuffer>;
  /** As many a line as there are {@link numberFields}. */
  numbers: Float64Array<ArrayBuffer>;
  /** Texts that the chunk does not hold as they are: those with escapes, or not of ASCII. */
  extras: string[];
  /** Processes and keys that no batch before has named. Keys are JSON lists. */
  processes: NewTexts;
  keys: NewTexts;
}

/** The columns of a batch, which may serve one after the other. */
export type Columns = Pick<Batch, 'times' | 'fields' | 'numbers'>;

export function newColumns(lines: number): Columns {
  return {
    times: new Float64Array(lines),
    fields: new Int32Array(lines * fieldsPerLine),
    numbers: new Float64Array(lines * numberFields.length),
  };
}
