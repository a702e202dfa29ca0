import { setTimeout as pause } from 'node:timers/promises';
import { CookieJar } from 'tough-cookie';
import type { ClientIo, HookIo, HttpAnswer } from '../clients/client.ts';
import { contentOf } from '../lib/content.ts';
import { type Addressed, send } from '../lib/redirects.ts';

interface NodeIo {
  /** Where the target answers; may be empty as long as nothing is asked of it. */
  baseUrl: string;
  signal: AbortSignal;
  timeoutMs?: number;
}

/** What operations are handed, in Node: cookies of their own, the same meanings as in k6. */
export function nodeIo({ baseUrl, signal, timeoutMs = 15_000 }: NodeIo): ClientIo {
  const jar = new CookieJar();
  const exchange = (request: Addressed) =>
    exchangeByFetch(request, { jar, signal, timeoutMs: request.timeoutMs ?? timeoutMs });
  return {
    http: { request: (request) => send(request, baseUrl, exchange) },
    sleep: (ms) => pause(ms, undefined, { signal }),
    nowMs: () => performance.now(),
  };
}

/** What hooks are handed. Aborting the signal rejects what is under way with the signal's reason. */
export function hookIo(of: NodeIo): HookIo {
  return { ...nodeIo(of), baseUrl: of.baseUrl, signal: of.signal };
}

async function exchangeByFetch(
  request: Addressed,
  { jar, signal, timeoutMs }: { jar: CookieJar; signal: AbortSignal; timeoutMs: number },
): Promise<HttpAnswer> {
  const { body, headers } = contentOf(request);
  const cookies = await jar.getCookieString(request.url);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: cookies === '' ? headers : { ...headers, cookie: cookies },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    for (const cookie of response.headers.getSetCookie()) {
      // A cookie that is not for this host, or is none, is passed over, as browsers do.
      await jar.setCookie(cookie, request.url, { ignoreError: true });
    }
    const text = await response.text();
    return {
      answered: true,
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text,
      json: () => JSON.parse(text) as unknown,
    };
  } catch (error) {
    signal.throwIfAborted();
    return unanswered(error);
  }
}

/** What undici and the system say when a request certainly did not leave. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function unanswered(error: unknown): HttpAnswer {
  const reasons: string[] = [];
  let sent = true;
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : null;
    if (code !== null && neverSent.has(code)) sent = false;
    reasons.push(code === null ? at.message : `${at.message} (${code})`);
  }
  return { answered: false, sent, error: reasons.join(': ') };
}
