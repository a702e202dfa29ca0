import { CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';

/** The caller asked for something that cannot be: exit 64. The hint says what can. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly hint: string | null;
  constructor(message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** The harness itself could not go on: exit 70. The hint says what to do about it. */
export class HarnessError extends Error {
  override readonly name = 'HarnessError';
  readonly hint: string | null;
  constructor(message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** SIGINT or SIGTERM came; everything not kept has been removed by the time this is shown: exit 130. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly hint = null;
  constructor(signal: string) {
    super(`interrupted by ${signal}`);
  }
}

/** An error as a person or a machine reads it. */
export interface ErrorReport {
  exitCode: number;
  code: string;
  message: string;
  hint: string | null;
}

/**
 * What to say about anything that was thrown. Errors of other rooms carry `usage: true` where the caller's
 * input is at fault, and a `hint`; whatever else comes is the harness's own failure.
 */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof SuppressedError) return reportOfSuppressed(error);
  if (error instanceof InterruptedError) {
    return { exitCode: exitCodes.interrupted, code: 'interrupted', message: error.message, hint: null };
  }
  if (error instanceof CommanderError) return usageOfCommander(error);
  if (!(error instanceof Error)) {
    return { exitCode: exitCodes.harness, code: 'harness', message: String(error), hint: null };
  }
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : systemHint(error);
  const usage = error instanceof UsageError || ('usage' in error && error.usage === true);
  return {
    exitCode: usage ? exitCodes.usage : exitCodes.harness,
    code: usage ? 'usage' : 'harness',
    message: isFull(error) ? `no room was left on the disk: ${withCauses(error)}` : withCauses(error),
    hint,
  };
}

/**
 * What went wrong, and then undoing it did too: the first is the reason, with its exit code and its hint; the
 * second says what may still be there.
 */
function reportOfSuppressed({ suppressed, error: undoing }: SuppressedError): ErrorReport {
  const report = reportOf(suppressed);
  if (undoing instanceof Error && report.message.includes(undoing.message)) return report;
  return { ...report, message: `${report.message}\nThen, while undoing: ${reportOf(undoing).message}` };
}

function usageOfCommander(error: CommanderError): ErrorReport {
  const [first = error.message, ...rest] = error.message.replace(/^error: /, '').split('\n');
  const hint = rest.join(' ').replace(/^\(|\)$/g, '');
  return {
    exitCode: exitCodes.usage,
    code: 'usage',
    message: first,
    hint: hint === '' ? 'onsale --help lists the commands, onsale COMMAND --help their options.' : hint,
  };
}

/** The message, and below it why, as deep as causes go, without saying anything twice. */
function withCauses(error: Error): string {
  const said = [error.message];
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (!said.some((line) => line.includes((cause as Error).message))) said.push(cause.message);
  }
  return said.join(': ');
}

/** The system's own words are a code and the call that met it. */
function isFull(error: Error): boolean {
  return 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

const fullDiskHint =
  'The disk is full: free some room (onsale runs lists what is stored), or name another disk with --runs-dir DIR; then start again. What was recorded before stays.';

/** What to do about the failures of the system that reach us with nothing but a code. */
function systemHint(error: Error): string | null {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    switch ('code' in at ? at.code : undefined) {
      case 'ENOSPC':
      case 'EDQUOT':
        return fullDiskHint;
      case 'EACCES':
      case 'EPERM':
      case 'EROFS':
        return 'The file system refuses it: check who owns that path, or name another with --runs-dir DIR.';
      case 'EMFILE':
      case 'ENFILE':
        return 'Too many open files: raise the limit (ulimit -n 20000) or use fewer users.';
    }
  }
  return null;
}
