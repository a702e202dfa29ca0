import type { Refunds } from '../orders/refunds.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { purge } from './purge.ts';
import type { Chore } from './rounds.ts';
import { type SweeperParts, sweeper } from './sweeper.ts';

export interface ChoreParts extends SweeperParts {
  refunds: Refunds;
  outbox: Outbox;
  /** How long a first answer is given again. */
  keepAnswersSeconds: number;
}

/** Everything an instance does beside answering. */
export function choresOf({ refunds, outbox, keepAnswersSeconds, ...parts }: ChoreParts): Chore[] {
  return [
    sweeper(parts),
    { name: 'refunds', everyMs: 2_000, round: async () => (await refunds.settleAll()) > 0 },
    { name: 'outbox', everyMs: 1_000, round: async () => (await outbox.deliver()) > 0 },
    {
      name: 'outbox-count',
      everyMs: 5_000,
      async round() {
        await outbox.count();
        return false;
      },
    },
    purge(parts.database, keepAnswersSeconds),
  ];
}
