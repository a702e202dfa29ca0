import type { RunRecord } from '../../reports/evidence/run.ts';
import type { Demand, LedgerSource, Sale } from '../../scenarios/clients/client.ts';
import type { LoadedClient } from '../../scenarios/generator/load-client.ts';
import type { Counter } from './counters.ts';
import type { NodeStats } from './sampler.ts';

/**
 * A target that answers and can be loaded: the reference target, or a system of the user's. Disposing of it
 * removes what was started for it, and only that.
 */
export interface PreparedTarget extends AsyncDisposable {
  readonly record: RunRecord['target'];
  readonly topology: string | null;
  readonly client: LoadedClient;
  /** What k6 calls, and the network it stands in. */
  readonly generator: { baseUrl: string; network: { kind: 'docker'; name: string } | { kind: 'host' } };
  /** Null where the client says nothing of a ledger. */
  readonly ledger: LedgerSource | null;
  /** Whether it is empty before the sale, so that nothing found in the end can have been there before. */
  readonly fresh: boolean;
  readonly nodes: RunRecord['nodes'];
  /** Null for a target whose containers are not ours. */
  readonly nodeStats: NodeStats | null;
  /** What parts of it count by themselves; none where nothing is ours. */
  readonly counters: readonly Counter[];
  /** Starts it again, empty, with another seat strategy; null where there are none to choose from. */
  readonly useStrategy: ((name: string) => Promise<void>) | null;
  /** Nodes of ours that ended on their own. */
  lostNodes(): Promise<{ name: string; how: string }[]>;
  /** Versions of what it is made of, as far as it says. */
  versions(): Promise<Record<string, string>>;
  /** After one sale, make it fit for another, without starting it again. */
  empty(): Promise<void>;
  /** Bring it to an empty sale of what is asked for, or say what there is. */
  openSale(demand: Demand, signal: AbortSignal): Promise<Sale>;
  /** Wait until nothing is under way any more. Answers why it did not come to rest, or null when it did. */
  quiesce(signal: AbortSignal): Promise<string | null>;
  saveLogs(dir: string): Promise<void>;
}
