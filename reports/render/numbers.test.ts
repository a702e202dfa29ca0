import { describe, expect, it } from 'vitest';
import { repeatCommand } from './command.ts';
import { bytes, duration, margin, measured, percent, short } from './numbers.ts';

describe('numbers as people read them', () => {
  it.each([
    [0, '0 ms'],
    [0.0824, '82 µs'],
    [12.44, '12.4 ms'],
    [648.3, '648 ms'],
    [1_254, '1.25 s'],
    [125_000, '2 min 5 s'],
    [-42, '-42 ms'],
  ])('%d ms is %s', (ms, text) => expect(duration(ms)).toBe(text));

  it('names units by what was measured', () => {
    expect(measured({ value: 0.648, unit: 's' })).toBe('648 ms');
    expect(measured({ value: 0.000_2, unit: 'ratio' })).toBe('0.020 %');
    expect(measured({ value: 1_444.6, unit: '1/s' })).toBe('1,445 /s');
    expect(measured({ value: 1_000, unit: 'count' })).toBe('1,000');
  });

  it('says margins as shares, and large ones as multiples', () => {
    expect([0, 0.76, -0.4, 99, null].map(margin)).toEqual(['+0 %', '+76 %', '−40 %', '× 100', '']);
  });

  it('keeps three digits', () => {
    expect(percent(0.995)).toBe('99.5 %');
    expect(short(0.5)).toBe('0.500');
    expect(bytes(25_769_803_776)).toBe('24 GiB');
  });
});

it('quotes a command for a shell', () => {
  const command = ['run', 'contention', '--target', "my shop's.ts", '--seed', '7', '$(rm -rf x)'];
  expect(repeatCommand({ command })).toBe(
    "onsale run contention --target 'my shop'\\''s.ts' --seed 7 '$(rm -rf x)'",
  );
});
