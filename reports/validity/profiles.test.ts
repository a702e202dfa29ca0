import { expect, test } from 'vitest';
import { ValidityProfile } from '../evidence/run.ts';
import { validityProfile } from './profiles.ts';

test('gives a copy of the named profile, fit to be stored', () => {
  const burst = validityProfile('burst');
  expect(ValidityProfile.parse(JSON.parse(JSON.stringify(burst)))).toEqual(burst);
  burst.minBooked = 99;
  expect(validityProfile('burst').minBooked).toBe(1);
});

test('names the nearest of the known ones', () => {
  expect(() => validityProfile('brust')).toThrow(
    expect.objectContaining({
      usage: true,
      hint: 'Did you mean burst? There are burst, skewed, queued, any.',
    }),
  );
});
