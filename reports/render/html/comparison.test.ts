import { expect, test } from 'vitest';
import { comparisonData } from '../../comparison/page-data.ts';
import { seatClient } from '../../testing/literal.ts';
import { recordWith } from '../../testing/record.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { renderComparison } from './comparison.ts';

function verdictOf(id: string, decided: number): Verdict {
  const run = { id, name: 'n', dir: '/r', startedAt: '', seed: 1, topology: null, target: 't' };
  const measure = (value: number) => ({ value, unit: '', samples: 1 });
  const measurements = { 'contention.decided': measure(decided), 'http.p95': measure(120) };
  return { schemaVersion: 1, run, verdict: 'pass', findings: [], measurements };
}
const strategies = [
  { strategy: 'row-lock', runs: [verdictOf('a', 0.5), verdictOf('b', 1.5)] },
  { strategy: '</script><b>', runs: [verdictOf('c', 0.25)] },
];

test('the charts have a bar a strategy and a dot a run, and nothing where nothing was measured', () => {
  expect(comparisonData(strategies)).toEqual({
    strategies: ['row-lock', '</script><b>'],
    best: 1,
    decided: [1, 0.25],
    runs: [
      ['row-lock', 0.5],
      ['row-lock', 1.5],
      ['</script><b>', 0.25],
    ],
    latency: { p50: [null, null], p95: [120, 120], p99: [null, null] },
  });
});

test('the page asks for nothing outside itself, and no name in it becomes markup', async () => {
  const record = recordWith({ client: seatClient, buyers: 60, inventory: 10 });
  const page = await renderComparison({ strategies, record });
  expect(page).toContain(`default-src 'none'`);
  expect(page).toContain('60 buyers, 10 for sale');
  expect(page).toContain('<th scope="row">&lt;/script&gt;&lt;b&gt; <strong>best</strong></th>');
  expect(page).not.toContain('</script><b>');
  expect(page.match(/<script/g)).toHaveLength(2);
});
