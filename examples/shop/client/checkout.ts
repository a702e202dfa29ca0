import type { Answer, Booked, ClientIo, HttpAnswer, Visit, Wish } from '../../../scenarios/clients/client.ts';
import { formBody, type State } from './session.ts';

/** How long a checkout is asked after, once the shop has taken it. */
export const deadlineMs = 15_000;
const firstPauseMs = 20;
const longestPauseMs = 500;

/** Post the form that buys. The run's key goes along as the shop's order reference, so that a repeat is one. */
export async function submit(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<HttpAnswer> {
  return await io.http.request({
    method: 'POST',
    path: '/checkout',
    route: 'POST /checkout',
    ...formBody({
      _csrf: visit.state.token,
      event: wish.resources[0] ?? visit.event,
      tickets: String(wish.quantity),
      reference: wish.idempotencyKey,
      card: visit.buyer.credentials.card ?? '',
    }),
  });
}

/** What the answer to the form means; where it names a job, once that has ended. */
export async function finish(io: ClientIo, reply: HttpAnswer): Promise<Answer<Booked>> {
  if (!reply.answered) {
    return reply.sent ? { outcome: 'unknown', error: reply.error } : { outcome: 'busy', retryAfterMs: null };
  }
  const { status, headers } = reply;
  if (status === 202 && headers.location !== undefined) return await poll(io, headers.location);
  if (status === 409 && reply.text.includes('"BUSY"')) {
    return { outcome: 'busy', retryAfterMs: milliseconds(headers['retry-after']) };
  }
  if (status >= 500) return { outcome: 'unknown', error: `POST /checkout answered ${status}` };
  return { outcome: 'client-bug', error: `POST /checkout answered ${status}: ${reply.text.slice(0, 200)}` };
}

/** Ask after the job, ever less often. A look that goes wrong is no answer: the job goes on without us. */
async function poll(io: ClientIo, path: string): Promise<Answer<Booked>> {
  const until = io.nowMs() + deadlineMs;
  let pauseMs = firstPauseMs;
  let seen = 'PENDING';
  while (io.nowMs() < until) {
    await io.sleep(pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    const look = await io.http.request({ method: 'GET', path, route: 'GET /jobs/:id' });
    seen = look.answered ? `${look.status} ${look.text.slice(0, 100)}` : look.error;
    if (look.answered && look.status < 500) {
      const answer = ended(look);
      if (answer !== null) return answer;
    }
  }
  return { outcome: 'unknown', error: `no decision within ${deadlineMs} ms, last seen: ${seen}` };
}

/** What an ended job means; null while it is under way. */
function ended(look: HttpAnswer & { answered: true }): Answer<Booked> | null {
  if (look.status !== 200) return { outcome: 'unknown', error: `GET /jobs/:id answered ${look.status}` };
  const job = look.json() as { status?: string; order?: string; totalCents?: number; reason?: string };
  if (job.status === 'PENDING') return null;
  if (job.status === 'SOLD_OUT') return { outcome: 'refused', reason: 'sold-out' };
  if (job.status === 'FAILED' && job.reason === 'CARD_DECLINED') {
    return { outcome: 'refused', reason: 'payment-refused' };
  }
  if (job.status === 'FAILED') return { outcome: 'unknown', error: `the checkout failed: ${job.reason}` };
  if (job.status === 'DONE' && typeof job.order === 'string' && typeof job.totalCents === 'number') {
    return { outcome: 'done', value: { order: job.order, amount: job.totalCents } };
  }
  return { outcome: 'client-bug', error: `a job of an unknown shape: ${look.text.slice(0, 200)}` };
}

/** `Retry-After` in seconds; a date, which this shop never sends, counts as none. */
function milliseconds(retryAfter: string | undefined): number | null {
  const seconds = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}
