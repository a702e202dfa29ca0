/** A client file that cannot be used: the user's to mend, and found before anything was booted. */
export class ClientUnfit extends Error {
  override readonly name = 'ClientUnfit';
  readonly usage = true;
  readonly hint: string;
  constructor(file: string, problem: string, hint?: string, options?: ErrorOptions) {
    super(`${file}: ${problem}`, options);
    this.hint = hint ?? 'docs/clients.md shows what a client file exports, and what k6 can load.';
  }
}

/** k6 could not be started, for a reason that is not the client's. */
export class GeneratorFailed extends Error {
  override readonly name = 'GeneratorFailed';
  readonly usage = false;
  readonly hint: string;
  constructor(problem: string, hint: string, options?: ErrorOptions) {
    super(`the load generator did not start: ${problem}`, options);
    this.hint = hint;
  }
}
