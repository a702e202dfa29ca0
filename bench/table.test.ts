import { expect, it } from 'vitest';
import { judgeFigure } from './bars.ts';
import { renderTable } from './table.ts';

const slow = judgeFigure({
  name: 'decided, warm',
  unit: 's',
  values: [0.4123, 0.6, 0.9],
  baseline: { name: 'the same from memory', values: [0.3] },
  bar: { of: 'median', max: 0.5 },
  boundBy: 'the processors',
});

it('shows a figure with its spread, baseline, ratio and bar, and what bounded it', () => {
  const benches = [{ name: 'b', summary: 's', rounds: 3, seconds: 1, figures: [slow], problem: null }];
  const text = renderTable(benches, (cell) => cell);
  const row = text.split('\n').find((line) => line.includes('decided, warm')) ?? '';
  expect(row.split('│').map((cell) => cell.trim())).toEqual([
    '',
    'decided, warm',
    '0.6 s',
    '0.506 – 0.75',
    '0.412 – 0.9',
    '0.3 s',
    '2',
    '≤ 0.5 s',
    '✘',
    '',
  ]);
  expect(text).toContain('decided, warm: the processors');
  expect(text).toContain('decided, warm: the same from memory');
});

it('says once what it says of several figures', () => {
  const figures = [slow, { ...slow, name: 'decided, cold' }];
  const benches = [{ name: 'b', summary: 's', rounds: 3, seconds: 1, figures, problem: null }];
  expect(renderTable(benches, (cell) => cell)).toContain('decided, warm, decided, cold: the processors');
});

it('names what broke', () => {
  const benches = [{ name: 'b', summary: 's', rounds: 1, seconds: 1, figures: [], problem: 'no engine' }];
  expect(renderTable(benches, (text) => `<${text}>`)).toBe('<b broke: no engine>');
});
