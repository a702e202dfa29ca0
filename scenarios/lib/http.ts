import type { RefinedResponse } from 'k6/http';
import http from 'k6/http';
import { nowMs, unanswered } from 'k6/x/onsale';
import type { Http, HttpAnswer } from '../clients/client.ts';
import { contentOf } from './content.ts';
import { certainlyNotSent } from './not-sent.ts';
import { type Addressed, send } from './redirects.ts';

interface BuyerHttp {
  baseUrl: string;
  timeoutMs: number;
  /** The timeline's phase of a request that is made now. */
  phase(): string;
  /** Called when a request is ready to go, and right before it does. */
  leaving(): void;
}

/** A buyer's own HTTP: their cookies, their connections (the VU's), each request measured by route and phase. */
export function httpOfBuyer(of: BuyerHttp): Http {
  const jar = new http.CookieJar();
  const exchange = async (request: Addressed): Promise<HttpAnswer> => {
    const { body, headers } = contentOf(request);
    const phase = of.phase();
    const params = {
      jar,
      headers,
      redirects: 0,
      timeout: request.timeoutMs ?? of.timeoutMs,
      responseType: 'text' as const,
      tags: { name: request.route, phase },
    };
    of.leaving();
    const startedMs = nowMs();
    const response = await http.asyncRequest(request.method, request.url, body, params);
    if (response.status === 0) unanswered(request.route, phase, startedMs);
    return answerOf(response);
  };
  return { request: (request) => send(request, of.baseUrl, exchange) };
}

function answerOf(response: RefinedResponse<'text'>): HttpAnswer {
  // k6 gives status 0 also when the answer broke off in the middle.
  if (response.status === 0) {
    const { error, error_code: code } = response;
    return { answered: false, sent: !certainlyNotSent(code), error: `${error} (k6 ${code})` };
  }
  const headers: Record<string, string> = {};
  for (const name of Object.keys(response.headers)) {
    headers[name.toLowerCase()] = response.headers[name] ?? '';
  }
  const text = response.body ?? '';
  return { answered: true, status: response.status, headers, text, json: () => JSON.parse(text) as unknown };
}
