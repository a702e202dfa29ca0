import type { HttpAnswer, HttpRequest } from '../clients/client.ts';
import { addressOf } from './addresses.ts';

const mostRedirects = 10;

/** A request whose `path` is a whole URL on the target's host. */
export type Addressed = Omit<HttpRequest, 'path'> & { url: string };

/**
 * Send a request, and go where it is redirected when it asks for that. Done here and not by the transport, so
 * that no redirect leads off the target's host (ForeignAddress). As browsers do, 303 goes on as GET, and so
 * do 301 and 302 after a POST (RFC 9110, §15.4).
 */
export async function send(
  request: HttpRequest,
  baseUrl: string,
  exchange: (request: Addressed) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const { path, ...rest } = request;
  let current: Addressed = { ...rest, url: addressOf(path, `${baseUrl.replace(/\/+$/, '')}/`) };
  for (let hops = 0; ; hops++) {
    const answer = await exchange(current);
    if (request.followRedirects !== true || !answer.answered) return answer;
    const { location } = answer.headers;
    if (location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return answer;
    if (hops === mostRedirects) {
      return { answered: false, sent: true, error: `more than ${mostRedirects} redirects` };
    }
    current = redirected(current, answer.status, location);
  }
}

function redirected(request: Addressed, status: number, location: string): Addressed {
  const url = addressOf(location, request.url);
  if (status === 307 || status === 308) return { ...request, url };
  if (request.method === 'GET') return { ...request, url };
  const { body: _, ...rest } = request;
  return { ...rest, method: 'GET', url };
}
