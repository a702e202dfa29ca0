import { expect, test } from 'vitest';
import { contentionIn } from './contention-metrics.ts';

const metrics = `# HELP contention_total Rivals that came between
# TYPE contention_total counter
contention_total{kind="conflict",instance="api-a-1"} 12
contention_total{kind="retry",instance="api-a-1"} 0
contention_total{instance="api-a-1",kind="lock-timeout"} 3
outbox_delivered_total{instance="api-a-1"} 5
`;

test('reads what an instance counted', () => {
  expect(contentionIn(metrics, 'api-a-1')).toEqual([
    { name: 'target.conflicts', of: 'api-a-1', value: 12 },
    { name: 'target.retries', of: 'api-a-1', value: 0 },
    { name: 'target.lock-timeouts', of: 'api-a-1', value: 3 },
  ]);
});

test('metrics without them are not read as zero', () => {
  expect(() => contentionIn('outbox_delivered_total 5\n', 'api-a-1')).toThrow(/api-a-1.*got 0/);
});
