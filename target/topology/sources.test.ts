import { expect, it } from 'vitest';
import { readSource } from './sources.ts';

it('copies the API without its packages and tests', async () => {
  const targets = (await readSource('api')).map(({ target }) => target);
  expect(targets).toContain('/srv/onsale/target/api/package.json');
  expect(targets.filter((target) => /node_modules|\/testing\/|\.test\.ts$/.test(target))).toEqual([]);
});
