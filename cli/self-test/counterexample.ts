import type { Evidence } from '../../reports/verdict/verdict.ts';

type Shown = Evidence['operations'][number];
type Row = Evidence['ledger'][number];

/** An operation whose answer came. */
export type Answered = Shown & { ended: number };

const nsPerSecond = 1e9;

/** Seconds as the history counts. */
export const seconds = (count: number): number => count * nsPerSecond;

/** The operations of one name that were answered with ok, each line of the history once. */
export function acknowledged({ operations }: Evidence, f: string): Answered[] {
  const lines = new Map<number, Answered>();
  for (const operation of operations) {
    const { ended, outcome, index } = operation;
    if (operation.f === f && outcome === 'ok' && ended !== null) lines.set(index, { ...operation, ended });
  }
  return [...lines.values()];
}

/** Who did them. */
export const processesOf = (operations: readonly Shown[]): Set<string> =>
  new Set(operations.map(({ process }) => process));

/** The ledger's rows of one kind, in one state where it is said. */
export function rowsOf({ ledger }: Evidence, kind: string, state?: string): Row[] {
  return ledger.filter((row) => row.kind === kind && (state === undefined || row.state === state));
}
