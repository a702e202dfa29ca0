import type { Answer, ClientIo, HttpAnswer, Visit } from '../../../scenarios/clients/client.ts';

/** What a buyer carries: the token of the last page seen. The session's cookie is kept by the transport. */
export interface State {
  token: string;
}

type Done = Answer<Record<string, never>>;

/** Log in by the form, and land on the event's page, whose token every later POST needs. */
export async function enter(io: ClientIo, visit: Visit<State>): Promise<Done> {
  const form = await io.http.request({ method: 'GET', path: '/login', route: 'GET /login' });
  const token = takeToken(visit, form);
  if (token.outcome !== 'done') return token;
  const { email = '', password = '' } = visit.buyer.credentials;
  const landed = await io.http.request({
    method: 'POST',
    path: '/login',
    route: 'POST /login',
    ...formBody({ _csrf: visit.state.token, email, password, next: `/events/${visit.event}` }),
    followRedirects: true,
  });
  if (landed.answered && landed.status === 401) {
    return { outcome: 'client-bug', error: `the shop does not know the credentials of ${visit.buyer.id}` };
  }
  return takeToken(visit, landed);
}

/**
 * What to do about a refused POST that a browser would get over: an expired token is read anew, a lost session
 * begun anew. Null when the answer is of another kind.
 */
export async function renew(io: ClientIo, visit: Visit<State>, refused: HttpAnswer): Promise<Done | null> {
  if (!refused.answered) return null;
  if (refused.status === 303 && refused.headers.location?.startsWith('/login')) return await enter(io, visit);
  if (refused.status !== 403 || !refused.text.includes('"CSRF"')) return null;
  const path = `/events/${visit.event}`;
  return takeToken(visit, await io.http.request({ method: 'GET', path, route: 'GET /events/:code' }));
}

/** A form's body with its type, as a part of a request. */
export function formBody(fields: Record<string, string>): { headers: Record<string, string>; body: string } {
  const pairs = Object.entries(fields).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  return { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: pairs.join('&') };
}

function takeToken(visit: Visit<State>, page: HttpAnswer): Done {
  if (!page.answered) {
    return page.sent ? { outcome: 'unknown', error: page.error } : { outcome: 'busy', retryAfterMs: null };
  }
  if (page.status >= 500) return { outcome: 'unknown', error: `the shop answered ${page.status}` };
  const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
  if (page.status !== 200 || token === undefined) {
    return { outcome: 'client-bug', error: `expected a page with a token, saw a ${page.status}` };
  }
  visit.state.token = token;
  return { outcome: 'done', value: {} };
}
