import type { QueueRules, RunRecord } from '../../evidence/run.ts';
import { seatClient } from '../literal.ts';

export const queueClient: RunRecord['client'] = {
  ...seatClient,
  operations: [...seatClient.operations, 'queue-join', 'queue-admit', 'queue-leave'],
};

export const queueRules: QueueRules = { capacity: 2, ratePerSecond: 10, graceMs: 10_000, turnMs: 20_000 };
