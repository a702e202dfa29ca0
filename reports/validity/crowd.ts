import type { RunRecord } from '../evidence/run.ts';
import type { Crowd } from './crowding.ts';
import { Pool } from './pool.ts';
import { Rivals } from './rivals.ts';

/** What makes a crowd differs: seats have rivals each, a pool's buyers are all rivals for all of it. */
export function crowdOf({ client, scenario, validity }: RunRecord): Crowd {
  const { claim, inventory } = scenario;
  if (client.sells === 'pool') return new Pool(claim, inventory);
  const rivals = new Rivals(claim);
  return {
    operation: (operation) => rivals.operation(operation),
    summary: () => rivals.summary(inventory, validity.crowdOf),
  };
}
