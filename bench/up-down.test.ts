import { expect, it } from 'vitest';
import { milestonesOf } from './up-down.ts';

it('tells when each thing was reached that was reached in every round', () => {
  const round = (seconds: number, ...more: string[]) => ({
    said: ['removed what an ended run had left: x', '  boot: pg-a is ready', ...more].map((line) => ({
      line,
      atSeconds: seconds,
    })),
  });
  const runs = [round(1), round(2, '  boot: once'), round(9)];
  expect(milestonesOf(runs)).toEqual(['pg-a is ready after 2.0 s']);
});
