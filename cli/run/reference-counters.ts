import type { StartedTopology } from '../../target/topology/started.ts';
import { contentionOf } from './contention-metrics.ts';
import type { Count, Counter } from './counters.ts';
import { deadlocksOf, isDatabaseError } from './with-database.ts';

/** What the reference target counts by itself: PostgreSQL its deadlocks, every instance what rivals cost. */
export function referenceCounters(topology: Pick<StartedTopology, 'metrics' | 'operator'>): Counter[] {
  return [
    async () => await deadlocksIn(topology.operator.databaseUrl),
    async () => await contentionOf(topology.metrics),
  ];
}

/** Null when PostgreSQL does not answer. */
async function deadlocksIn(databaseUrl: string): Promise<Count[] | null> {
  try {
    return [{ name: 'database.deadlocks', of: 'postgresql', value: await deadlocksOf(databaseUrl) }];
  } catch (error) {
    if (isDatabaseError(error)) return null;
    throw error;
  }
}
