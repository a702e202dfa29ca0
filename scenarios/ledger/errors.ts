/**
 * The ledger could not be read to its end. It is then incomplete, and what needs it is unknown; the rest of
 * the run can still be judged.
 */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly ledger = true;
  readonly usage = false;
  readonly hint =
    'The client’s `ledger` says where it is read from and how rows are mapped (docs/clients.md).';
  constructor(kind: string, problem: string, options?: ErrorOptions) {
    super(`the ledger's ${kind} rows: ${problem}`, options);
  }
}
