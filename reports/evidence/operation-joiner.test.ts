import { describe, expect, test } from 'vitest';
import type { HistoryLine, Operation } from './history.ts';
import { HistoryScanner } from './history-lines/history-scanner.ts';
import { OperationJoiner } from './operation-joiner.ts';

function joined(...lines: Partial<HistoryLine>[]): { operations: Operation[]; joiner: OperationJoiner } {
  const operations: Operation[] = [];
  const joiner = new OperationJoiner((operation) => operations.push(operation.plain()));
  const sound = { process: 'ann', type: 'invoke', f: 'hold', key: ['A1'], value: null };
  const texts = lines.map((line, index) => `${JSON.stringify({ time: index, ...sound, ...line })}\n`);
  const bytes = Buffer.from(texts.join(''));
  const chunk = { bytes, from: 0, to: bytes.length, isTail: false };
  joiner.add(new HistoryScanner().scan(chunk, null));
  joiner.finish();
  return { operations, joiner };
}

describe('joining', () => {
  test('an invoke with its end, values overlaid', () => {
    const { operations, joiner } = joined(
      { f: 'book', value: { order: '1', quantity: 2 }, idempotencyKey: 'k' },
      { f: 'book', type: 'ok', value: { amount: 50 } },
    );
    expect(operations).toEqual([
      {
        index: 0,
        endIndex: 1,
        process: 'ann',
        f: 'book',
        key: ['A1'],
        idempotencyKey: 'k',
        invoked: 0,
        ended: 1,
        outcome: 'ok',
        error: null,
        value: { order: '1', quantity: 2, amount: 50 },
      },
    ]);
    expect(joiner).toMatchObject({ operations: 1, unjoined: 0, firstProblem: null });
  });

  test('an end that says otherwise than its invoke, as the end has it', () => {
    const { operations } = joined(
      { f: 'book', value: { amount: 1, quantity: 2, order: '1' } },
      { f: 'book', type: 'ok', value: { amount: 2, order: '9' } },
    );
    expect(operations[0]?.value).toEqual({ amount: 2, quantity: 2, order: '9' });
  });

  test('several at once, told apart by process, f and key', () => {
    const { operations, joiner } = joined(
      {},
      { process: 'bob' },
      { f: 'view' },
      { key: ['A1', 'A2'] },
      { type: 'fail', key: ['A1', 'A2'], error: 'taken' },
      { type: 'ok', process: 'bob' },
      { type: 'ok' },
    );
    expect(operations.map(({ index, endIndex, outcome }) => [index, endIndex, outcome])).toEqual([
      [3, 4, 'fail'],
      [1, 5, 'ok'],
      [0, 6, 'ok'],
      [2, null, 'info'],
    ]);
    expect(joiner.unjoined).toBe(0);
  });

  test('an invoke without an end is info, with no end', () => {
    expect(joined({ key: 'pool' }).operations).toMatchObject([
      { outcome: 'info', ended: null, key: ['pool'] },
    ]);
  });

  test.each<[string, Partial<HistoryLine>[]]>([
    ['line 1: ann ends a hold that it did not invoke', [{ type: 'ok' }]],
    ['line 2: ann invokes hold while the same one is open', [{}, {}, { type: 'ok' }, { type: 'ok' }]],
    ['line 2: its time is before that of the line before', [{ time: 9 }, { type: 'ok', time: 3 }]],
    [
      'line 2: its time is before that of the line before',
      [{ time: 9 }, { process: 'bob', time: 8 }, { type: 'ok', time: 9 }],
    ],
    ['line 2: a value with a field of another type', [{}, { type: 'ok', value: { order: 7 } }]],
  ])('does not guess: %s', (problem, lines) => {
    const { joiner } = joined(...lines);
    expect(joiner.firstProblem).toBe(problem);
    expect(joiner.unjoined).toBe(1);
  });
});
