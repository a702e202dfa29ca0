import { expect, it } from 'vitest';
import { partsOf, secondsOf } from './parts.ts';

const lines = [
  'onsale set-up: bringing what is missing (ONSALE_SETUP=off forbids it); log: .onsale/setup.log',
  '  npm packages … (npm ci: package-lock.json → node_modules)',
  '  npm packages: 13 s',
  '  base image: 8.2 s',
  '  k6 image: 1 min 30 s',
  'onsale set-up: done in 2 min 1 s',
  '  npm packages  13 s  node_modules',
  '  boot: 7 nodes answer',
];

it('reads the parts of a set-up, as they are done', () => {
  expect([...partsOf(lines)]).toEqual([
    ['npm packages', 13],
    ['base image', 8.2],
    ['k6 image', 90],
  ]);
});

it('reads the whole, where there was one', () => {
  const whole = /^onsale set-up: done in (.*)$/;
  expect(secondsOf(lines, whole)).toBe(121);
  expect(secondsOf(lines.slice(0, 5), whole)).toBeNull();
});
