import { Contended, OutcomeUnknown, Unavailable, UnknownUser, UnstorableText } from '../domain/outages.ts';

/** SQLSTATE codes by what they mean for the caller (PostgreSQL manual, appendix A). */
const contended = new Set(['40001', '40P01', '55P03', '57014']);
/** Read-only (a standby), out of connections or memory, starting up: the statement did not run. */
const refused = new Set(['25006', '53100', '53200', '53300', '57P03']);
/** The session was ended from outside; a commit may have been under way. */
const sessionEnded = new Set(['57P01', '57P02', '57P05', '25P03', '25P04']);
/** A character that the encoding, or JSON as PostgreSQL keeps it, cannot represent. */
const unstorable = new Set(['22021', '22P05']);
const tokenUser = /_(user_id|holder)_fkey$/;

interface PostgresError extends Error {
  code: string;
  constraint?: string;
}

function hasSqlState(error: unknown): error is PostgresError {
  return error instanceof Error && 'code' in error && /^[0-9A-Z]{5}$/.test(String(error.code));
}

/** The driver's own errors of a lost connection carry a system call, or nothing but these words. */
function isConnectionLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    'syscall' in error || /^(Connection terminated|Client (has|was)|Query read timeout)/.test(error.message)
  );
}

/** Whether `error` is a unique violation of the constraint or index named. */
export function violates(error: unknown, constraint: string): boolean {
  return hasSqlState(error) && error.code === '23505' && error.constraint === constraint;
}

/** Whether a table is not there (yet). */
export function isUndefinedTable(error: unknown): boolean {
  return hasSqlState(error) && error.code === '42P01';
}

/** No connection was had, so nothing was sent. */
export function noConnection(cause: unknown): Unavailable {
  return new Unavailable('PostgreSQL gave no connection in time; nothing was sent', { cause });
}

/**
 * What an error of a statement means. `committing` says that an effect may have been under way when the
 * connection broke. Errors of the statement itself (a violated constraint, a mistake) come back as they are.
 */
export function outageOf(error: unknown, committing: boolean): unknown {
  if (error instanceof Unavailable || error instanceof OutcomeUnknown) return error;
  if (hasSqlState(error)) {
    if (contended.has(error.code)) return new Contended('PostgreSQL undid a statement', { cause: error });
    if (refused.has(error.code)) return new Unavailable('PostgreSQL refused work', { cause: error });
    if (unstorable.has(error.code)) {
      return new UnstorableText('a text has a character that cannot be stored', { cause: error });
    }
    if (error.code === '23503' && tokenUser.test(error.constraint ?? '')) {
      return new UnknownUser('the user does not exist any more', { cause: error });
    }
    if (!sessionEnded.has(error.code) && !error.code.startsWith('08')) return error;
  } else if (!isConnectionLoss(error)) {
    return error;
  }
  return committing
    ? new OutcomeUnknown('the connection to PostgreSQL was lost while committing', { cause: error })
    : new Unavailable('the connection to PostgreSQL was lost before anything was committed', {
        cause: error,
      });
}

/** Whether the connection can be used again after `error`. */
export function connectionSurvives(error: unknown): boolean {
  return hasSqlState(error) && !sessionEnded.has(error.code) && !error.code.startsWith('08');
}
