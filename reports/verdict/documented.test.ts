import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseBudgets } from '../budgets/load.ts';
import { checkers } from '../checkers/checkers.ts';
import { measurementCatalog } from '../measurements/catalog.ts';

const page = readFileSync(new URL('../../docs/judgement.md', import.meta.url), 'utf8');

test('the page names every invariant and every measurement', () => {
  const names = [...checkers.map(({ id }) => id), ...Object.keys(measurementCatalog)];
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('its example of a budgets file can be read', () => {
  const [, example = ''] = /```yaml\n([^`]*)```/.exec(page) ?? [];
  expect(parseBudgets(example, 'docs/judgement.md')).toHaveLength(3);
});
