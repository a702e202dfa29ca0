import { setTimeout as after } from 'node:timers/promises';
import { CookieJar } from 'tough-cookie';
import type { ClientIo, HookIo, HttpAnswer, HttpRequest } from '../../../scenarios/clients/client.ts';

const mostHops = 5;

/** One buyer's way to a shop: Node's fetch, with the cookies and redirects that the contract promises. */
export function nodeIo(baseUrl: string): ClientIo {
  const jar = new CookieJar();
  return {
    http: { request: (request) => exchange(jar, baseUrl, request) },
    sleep: async (ms) => {
      await after(ms);
    },
    nowMs: () => performance.now(),
  };
}

export function hookIo(baseUrl: string): HookIo {
  return { ...nodeIo(baseUrl), baseUrl, signal: new AbortController().signal };
}

async function exchange(jar: CookieJar, baseUrl: string, request: HttpRequest): Promise<HttpAnswer> {
  let url = new URL(request.path, baseUrl).href;
  let init = initOf(request);
  try {
    for (let hop = 0; ; hop++) {
      const cookie = await jar.getCookieString(url);
      const response = await fetch(url, {
        ...init,
        headers: { ...init.headers, cookie },
        redirect: 'manual',
      });
      for (const set of response.headers.getSetCookie()) await jar.setCookie(set, url);
      const location = response.headers.get('location');
      const redirected = response.status >= 300 && response.status < 400 && location !== null;
      if (!redirected || request.followRedirects !== true || hop === mostHops)
        return await answerOf(response);
      await response.body?.cancel();
      url = new URL(location, url).href;
      init = { method: 'GET', headers: {} };
    }
  } catch (error) {
    return { answered: false, sent: !isRefused(error), error: String(error) };
  }
}

function initOf({ method, headers, body }: HttpRequest): {
  method: string;
  headers: Record<string, string>;
  body?: string;
} {
  if (body === undefined) return { method, headers: headers ?? {} };
  if (typeof body === 'string') return { method, headers: headers ?? {}, body };
  return { method, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  const text = await response.text();
  return {
    answered: true,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
    json: () => JSON.parse(text),
  };
}

function isRefused(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  return cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED';
}
