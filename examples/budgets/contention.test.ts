import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseBudgets } from '../../reports/budgets/load.ts';

it('is a sound budgets file, which holds the default run to 100 sold and 900 refused', async () => {
  const text = await readFile(new URL('./contention.yaml', import.meta.url), 'utf8');
  const budgets = parseBudgets(text, 'contention.yaml');
  const of = (name: string) => budgets.find(({ measurement }) => measurement === name);
  expect(of('contention.granted')).toMatchObject({ min: 100, max: 100 });
  expect(of('contention.refused')).toMatchObject({ min: 900, max: 900 });
  expect(of('contention.decided')).toMatchObject({ max: 8.34 });
  expect(new Set(budgets.map(({ measurement }) => measurement)).size).toBe(budgets.length);
});
