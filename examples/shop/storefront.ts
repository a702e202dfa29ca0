import type { BoxOffice, Wish } from './box-office.ts';
import type { CheckoutDesk } from './checkout-desk.ts';
import type { Customers } from './customers.ts';
import { type Call, type Reply, type Route, seeOther } from './http.ts';
import { eventPage, logInPage } from './pages.ts';
import { type Session, type Sessions, sessionCookie } from './sessions.ts';

export interface Storefront {
  boxOffice: BoxOffice;
  customers: Customers;
  desk: CheckoutDesk;
  sessions: Sessions;
}

const mostTickets = 10;
/** What a visitor who is turned away is told to wait. */
const comeBackSeconds = 1;

/** What visitors see. Every POST must bring the CSRF token of its own session. */
export function storefrontRoutes(shop: Storefront): Route[] {
  return [
    { method: 'GET', pattern: '/login', answer: (call) => showLogIn(shop, call) },
    { method: 'POST', pattern: '/login', answer: (call) => logIn(shop, call) },
    { method: 'GET', pattern: '/events/:code', answer: (call) => showEvent(shop, call) },
    { method: 'POST', pattern: '/checkout', answer: (call) => checkOut(shop, call) },
    { method: 'GET', pattern: '/jobs/:id', answer: (call) => showJob(shop, call) },
  ];
}

function showLogIn({ sessions }: Storefront, { headers, query }: Call): Reply {
  const session = sessions.find(headers.cookie) ?? sessions.open(null);
  return {
    status: 200,
    headers: { 'set-cookie': sessionCookie(session) },
    html: logInPage(sessions.tokenFor(session), query.get('next') ?? '/', null),
  };
}

function logIn({ sessions, customers }: Storefront, { headers, body }: Call): Reply {
  const form = new URLSearchParams(body);
  const visitor = sessions.find(headers.cookie);
  if (visitor === undefined || !sessions.accepts(visitor, form.get('_csrf'))) return badToken;
  const next = localPath(form.get('next'));
  const customer = customers.logIn(form.get('email') ?? '', form.get('password') ?? '');
  if (customer === undefined) {
    const problem = 'E-mail or password is wrong.';
    return { status: 401, html: logInPage(sessions.tokenFor(visitor), next, problem) };
  }
  const session = sessions.logIn(visitor, customer.number);
  return seeOther(next, { 'set-cookie': sessionCookie(session) });
}

function showEvent({ sessions, boxOffice }: Storefront, { headers, params }: Call): Reply {
  const session = sessions.find(headers.cookie);
  const code = params.code ?? '';
  if (!isLoggedIn(session)) return toLogIn(`/events/${code}`);
  const event = boxOffice.event(code);
  if (event === undefined) return { status: 404, json: { error: 'NO_SUCH_EVENT' } };
  return { status: 200, html: eventPage(sessions.tokenFor(session), event) };
}

function checkOut({ sessions, boxOffice, desk }: Storefront, { headers, body }: Call): Reply {
  const session = sessions.find(headers.cookie);
  if (!isLoggedIn(session)) return toLogIn('/');
  const form = new URLSearchParams(body);
  if (!sessions.accepts(session, form.get('_csrf'))) return badToken;
  const wish = wishOf(form, session.customer);
  if (typeof wish === 'string') return { status: 400, json: { error: 'INVALID', field: wish } };
  if (boxOffice.event(wish.event) === undefined) return { status: 404, json: { error: 'NO_SUCH_EVENT' } };
  const job = desk.submit(wish);
  if (job === 'reference-reused') return { status: 422, json: { error: 'REFERENCE_REUSED' } };
  if (job === 'busy') {
    return { status: 409, headers: { 'retry-after': String(comeBackSeconds) }, json: { error: 'BUSY' } };
  }
  return { status: 202, headers: { location: `/jobs/${job.id}` } };
}

/** Sold out is an answer like any other here: 200. */
function showJob({ sessions, desk }: Storefront, { headers, params }: Call): Reply {
  const session = sessions.find(headers.cookie);
  if (!isLoggedIn(session)) return toLogIn('/');
  const job = desk.find(params.id ?? '', session.customer);
  return job === undefined
    ? { status: 404, json: { error: 'NO_SUCH_JOB' } }
    : { status: 200, json: job.state };
}

const badToken: Reply = { status: 403, json: { error: 'CSRF' } };

function toLogIn(next: string): Reply {
  return seeOther(`/login?next=${encodeURIComponent(next)}`);
}

function isLoggedIn(session: Session | undefined): session is Session & { customer: string } {
  return session !== undefined && session.customer !== null;
}

/** A wish, or the name of the field that is wrong. */
function wishOf(form: URLSearchParams, customer: string): Wish | string {
  const field = (name: string) => form.get(name) ?? '';
  const tickets = Number(field('tickets'));
  if (!Number.isInteger(tickets) || tickets < 1 || tickets > mostTickets) return 'tickets';
  for (const name of ['event', 'reference', 'card']) if (field(name) === '') return name;
  return { customer, event: field('event'), tickets, reference: field('reference'), card: field('card') };
}

/** Only a path of our own: else a log-in link could send people elsewhere. */
function localPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])[\w/-]*$/.test(path) ? path : '/';
}
