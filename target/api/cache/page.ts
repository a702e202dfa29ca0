import { createHash } from 'node:crypto';

/** An answer as it is sent, made once and given to many. */
export interface Page {
  body: Buffer;
  /** A strong entity tag, in its quotes: other bytes, another tag. */
  etag: string;
  /** When what it says began to be read, by this process's monotonic clock. What it says may be that old. */
  atMs: number;
}

/** The page of a body, with its tag. */
export function pageOf(text: string, atMs: number): Page {
  const body = Buffer.from(text);
  const digest = createHash('sha256').update(body).digest('base64url');
  return { body, etag: `"${digest.slice(0, 27)}"`, atMs };
}

/**
 * Whether an `If-None-Match` names the tag. Weak comparison, as RFC 9110 (13.1.2) has it for this header: what
 * stands on the way may have made the tag weak.
 */
export function names(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
