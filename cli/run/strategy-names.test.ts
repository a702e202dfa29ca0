import { expect, test } from 'vitest';
import { strategies } from '../../target/api/strategies/catalog.ts';
import { strategyNames } from './strategy-names.ts';

test('the command line knows every strategy of the API, and no other', () => {
  expect([...strategyNames].sort()).toEqual(Object.keys(strategies).sort());
});
