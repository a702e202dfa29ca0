import type { Client } from '../../scenarios/clients/client.ts';
import type { ContentionOptions } from '../../scenarios/options.ts';
import { longestLoadMs } from '../../scenarios/plan/contention.ts';
import { UsageError } from '../terminal/errors.ts';

/** What is asked of buyers that hangs on what their client can do. */
type Asked = Pick<ContentionOptions, 'skew' | 'hot' | 'persistent' | 'dawdle' | 'intruders'> & {
  queue?: number;
};

/**
 * What the client has no operation for cannot be asked of its buyers; taken in silence, a run would pass for
 * want of trying. Throws a {@link UsageError} that names the option.
 */
export function requireCapabilities(
  { skew, hot, persistent, dawdle, intruders, queue }: Asked,
  client: { file: string; sells: Client['sells']; operations: readonly string[] },
): void {
  if (client.sells === 'pool') {
    const uneven = skew > 0 ? '--skew' : hot > 0 ? '--hot' : persistent ? '--persistent' : null;
    if (uneven !== null) {
      throw new UsageError(
        `${uneven} is about seats, and the client ${client.file} sells a pool`,
        'In a pool there is one thing to want, and nothing else to go on to.',
      );
    }
  }
  const lacks = (operation: string) => !client.operations.includes(operation);
  if (dawdle > 0 && lacks('hold')) throw missing('--dawdle', 'hold, which could run out', client.file);
  if (queue !== undefined && lacks('queue-join')) throw missing('--queue', 'queue-join', client.file);
  if (intruders > 0 && lacks('cancel')) throw missing('--intruders', 'cancel', client.file);
}

function missing(option: string, operation: string, file: string): UsageError {
  return new UsageError(
    `${option} needs a client with an operation ${operation}; ${file} has none`,
    `Add it to the client (docs/clients.md), or leave ${option} out.`,
  );
}

/** The share of the run's time by which the last hold must have run out, for its buyer to buy after all. */
const latest = 0.5;

/** Throws a {@link UsageError} when nobody could wait for a hold of the reference target to run out. */
export function requireShortHold(dawdle: number, holdSeconds: number): void {
  const most = (longestLoadMs * latest) / 1000;
  if (dawdle === 0 || holdSeconds < most) return;
  throw new UsageError(
    `--dawdle waits until a hold has run out, and ${holdSeconds} s is longer than a run allows for (below ${most} s)`,
    'Make holds short: --hold-seconds 2',
  );
}
