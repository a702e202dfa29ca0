import { Chalk, type ChalkInstance } from 'chalk';
import { createLogUpdate } from 'log-update';
import type { ErrorReport } from './errors.ts';

interface TerminalOptions {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  json: boolean;
  quiet: boolean;
}

/**
 * The only thing that prints. Results go to standard output (with `--json`: exactly one document), progress
 * to standard error: a live block on a terminal, plain lines elsewhere, nothing with `--quiet`.
 */
export class Terminal {
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether progress is redrawn in place. */
  readonly live: boolean;
  /** Colours of standard output, and of standard error. */
  readonly out: ChalkInstance;
  readonly err: ChalkInstance;
  readonly columns: number;
  readonly #options: TerminalOptions;
  readonly #block: ReturnType<typeof createLogUpdate>;
  #documentWritten = false;

  constructor(options: TerminalOptions) {
    const plain = 'NO_COLOR' in options.env && options.env.NO_COLOR !== '';
    this.json = options.json;
    this.quiet = options.quiet;
    this.live =
      options.stderr.isTTY === true &&
      options.stderr.columns !== 0 &&
      !plain &&
      options.env.CI === undefined &&
      options.env.TERM !== 'dumb';
    this.out = new Chalk({ level: options.stdout.isTTY && !plain ? 2 : 0 });
    this.err = new Chalk({ level: options.stderr.isTTY && !plain ? 2 : 0 });
    this.columns = options.stderr.columns ?? 100;
    this.#options = options;
    this.#block = createLogUpdate(options.stderr, { showCursor: true });
  }

  /** A line of the result, for people; nothing when a document is asked for. */
  result(text: string): void {
    if (!this.json) this.#options.stdout.write(`${text}\n`);
  }

  /** A line of a result that will never be whole: with `--json` on standard error, beside the document. */
  unfinished(text: string): void {
    this.clear();
    if (this.json) this.note(text);
    else this.result(text);
  }

  /** The result, for machines. At most one a process. */
  document(value: unknown): void {
    if (!this.json || this.#documentWritten) return;
    this.#documentWritten = true;
    this.#options.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** Text that is the whole result in itself (a report on standard output), `--json` or not. */
  raw(text: string): void {
    this.#documentWritten = true;
    this.#options.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** A line of progress that stays. */
  note(text: string): void {
    if (this.quiet) return;
    if (this.live) this.#block.clear();
    this.#options.stderr.write(`${text}\n`);
  }

  /** A line for whoever runs us rather than for a reader: workflow commands, which `--quiet` must not swallow. */
  command(text: string): void {
    this.#options.stderr.write(`${text}\n`);
  }

  /** Redraw the live block; call only when `live`. */
  draw(text: string): void {
    if (!this.quiet && this.live) this.#block(text);
  }

  /** Leave no live block behind. */
  clear(): void {
    if (this.live) this.#block.clear();
  }

  /** An error: on standard error for people, as the document with `--json`. */
  error(report: ErrorReport): void {
    this.clear();
    if (this.json && !this.#documentWritten) {
      const { code, message, hint } = report;
      this.document({ error: { code, message, hint } });
      return;
    }
    this.#options.stderr.write(`${this.err.red.bold('onsale:')} ${report.message}\n`);
    if (report.hint !== null) this.#options.stderr.write(`${this.err.dim('→')} ${report.hint}\n`);
  }
}
