import { Client as Database } from 'pg';
import QueryStream from 'pg-query-stream';
import type { LedgerRow } from '../../reports/evidence/ledger.ts';
import type { LedgerPart, LedgerSource } from '../clients/client.ts';
import { nodeIo } from '../generator/node-io.ts';
import { LedgerError } from './errors.ts';
import { columnOf, ledgerRowOf } from './rows.ts';

interface Reading {
  signal: AbortSignal;
  /** For parts that are read over HTTP and name no host of their own. */
  baseUrl?: string;
}

/**
 * The rows of a ledger, part after part, each checked. SQL is streamed by a cursor; an HTTP answer is held
 * whole. Throws {@link LedgerError} at the first thing that is wrong, and the signal's reason when aborted.
 */
export async function* readLedgerSource(source: LedgerSource, reading: Reading): AsyncGenerator<LedgerRow> {
  for (const part of source.parts) {
    for await (const row of rowsOf(part, reading)) yield ledgerRowOf(part, row);
  }
}

function rowsOf(part: LedgerPart, reading: Reading): AsyncIterable<Record<string, unknown>> {
  const { from, kind } = part;
  return 'sql' in from ? rowsOfQuery(kind, from, reading) : rowsOfPage(kind, from, reading);
}

async function* rowsOfQuery(
  kind: string,
  from: { sql: string; database: string },
  { signal }: Reading,
): AsyncGenerator<Record<string, unknown>> {
  signal.throwIfAborted();
  const database = new Database({ connectionString: from.database, connectionTimeoutMillis: 5_000 });
  // A connection that breaks is told by the query that meets it; without a listener it would end the process.
  database.on('error', () => {});
  // Ending the connection is what stops a query under way.
  const abort = () => void database.end().catch(() => {});
  signal.addEventListener('abort', abort, { once: true });
  try {
    await database.connect();
    for await (const row of database.query(new QueryStream(from.sql))) yield row;
  } catch (cause) {
    signal.throwIfAborted();
    throw new LedgerError(kind, `the query failed: ${messageOf(cause)}`, { cause });
  } finally {
    signal.removeEventListener('abort', abort);
    await database.end().catch(() => {});
  }
}

async function* rowsOfPage(
  kind: string,
  from: { path: string; rows?: string; headers?: Record<string, string>; baseUrl?: string },
  reading: Reading,
): AsyncGenerator<Record<string, unknown>> {
  const baseUrl = from.baseUrl ?? reading.baseUrl;
  if (baseUrl === undefined) throw new LedgerError(kind, `nobody says on which host ${from.path} is`);
  const { path, headers = {}, rows } = from;
  const { http } = nodeIo({ baseUrl, signal: reading.signal, timeoutMs: 60_000 });
  const answer = await http.request({
    method: 'GET',
    path,
    route: `GET ${path}`,
    headers,
    followRedirects: true,
  });
  const url = `${baseUrl}${path}`;
  if (!answer.answered) throw new LedgerError(kind, `${url} did not answer: ${answer.error}`);
  if (answer.status !== 200) {
    throw new LedgerError(kind, `${url} answered ${answer.status}: ${answer.text.slice(0, 200)}`);
  }
  let body: unknown;
  try {
    body = answer.json();
  } catch (cause) {
    throw new LedgerError(kind, `${url} answered no JSON: ${answer.text.slice(0, 200)}`, { cause });
  }
  const list = rows === undefined ? body : columnOf(body, rows);
  if (!Array.isArray(list)) {
    throw new LedgerError(kind, `${url} has no list of rows at ${rows === undefined ? 'its top' : rows}`);
  }
  yield* list as Record<string, unknown>[];
}

function messageOf(error: unknown): string {
  // A refused connection is several errors, one for each address, and has no message of its own.
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ');
  return error instanceof Error ? error.message : String(error);
}
