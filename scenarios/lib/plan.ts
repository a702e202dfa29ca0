import { SharedArray } from 'k6/data';
import type { ContentionPlan } from '../plan/shape.ts';

// One copy for all VUs, read once: a thousand VUs parsing a thousand buyers each takes longer than the sale.
const header = new SharedArray('plan', () => {
  const { buyers, resources: _, ...rest } = JSON.parse(open(__ENV.ONSALE_PLAN ?? '')) as ContentionPlan;
  return [{ ...rest, users: buyers.length }];
});
const buyers = new SharedArray(
  'buyers',
  () => (JSON.parse(open(__ENV.ONSALE_PLAN ?? '')) as ContentionPlan).buyers,
);

/** All of the plan but its lists, and how many buyers there are. */
export function planOfRun(): Omit<ContentionPlan, 'buyers' | 'resources'> & { users: number } {
  const [plan] = header;
  if (plan === undefined) throw new Error('the plan is empty');
  return plan;
}

/** All that is for sale, as it stands side by side; shared by all VUs. */
export const resourcesOfRun: readonly string[] = new SharedArray(
  'resources',
  () => (JSON.parse(open(__ENV.ONSALE_PLAN ?? '')) as ContentionPlan).resources,
);

/** The buyer whom a VU plays; VUs count from 1. */
export function buyerOfVu(vu: number): ContentionPlan['buyers'][number] {
  const buyer = buyers[vu - 1];
  if (buyer === undefined) throw new Error(`the plan has ${buyers.length} buyers, and none for VU ${vu}`);
  return buyer;
}
