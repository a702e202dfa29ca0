import type { Answer, ClientIo, HttpRequest, QueuePlace, Visit } from './client.ts';
import { meaningOf, number, type State, text } from './reference-api.ts';

interface PlaceBody {
  state: 'waiting' | 'admitted';
  position: number;
  ticket: string;
  pass: string;
  ttlMs: number;
}

/** The waiting queue of dialect A (docs/queue.md). What it gives is kept, and shown wherever it counts. */
export const queueing = {
  queueJoin: (io: ClientIo, visit: Visit<State>): Promise<Answer<QueuePlace>> =>
    place(io, visit, { method: 'POST', what: '/join' }),

  queueAdmit: (io: ClientIo, visit: Visit<State>): Promise<Answer<QueuePlace>> =>
    place(io, visit, { method: 'GET', what: '/status' }),

  async queueLeave(io: ClientIo, visit: Visit<State>): Promise<Answer<object>> {
    const answer = await io.http.request(requestOf(visit, { method: 'DELETE', what: '' }));
    const { state } = visit;
    return meaningOf(answer, () => {
      delete state.ticket;
      delete state.pass;
      return {};
    });
  },
};

type Asked = Pick<HttpRequest, 'method'> & { what: string };

async function place(io: ClientIo, visit: Visit<State>, asked: Asked): Promise<Answer<QueuePlace>> {
  const answer = await io.http.request(requestOf(visit, asked));
  return meaningOf(answer, (body: PlaceBody) => {
    if (body.state === 'admitted') {
      visit.state.pass = text(body.pass);
      // It was used; another place takes another ticket.
      delete visit.state.ticket;
      return { position: 0, ttlMs: number(body.ttlMs) };
    }
    visit.state.ticket = text(body.ticket);
    return { position: number(body.position), ...numbersOf(body.ticket) };
  });
}

function requestOf({ event, state }: Visit<State>, { method, what }: Asked): HttpRequest {
  const { token, ticket } = state;
  return {
    method,
    path: `/api/queue/${event}${what}`,
    route: `${method} /api/queue/:id${what}`,
    headers: {
      authorization: `Bearer ${token}`,
      ...(ticket === undefined ? {} : { 'queue-ticket': ticket }),
    },
  };
}

/** What a ticket, which is a JSON Web Token, says of the place. */
function numbersOf(ticket: string): Pick<QueuePlace, 'epoch' | 'sequence'> {
  const { epoch, sequence } = JSON.parse(decoded(ticket.split('.')[1] ?? '')) as Record<string, unknown>;
  return { epoch: number(epoch), sequence: number(sequence) };
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url of ASCII; k6 and Node have no function for it in common. */
function decoded(encoded: string): string {
  let [found, bits, known] = ['', 0, 0];
  for (const digit of encoded) {
    bits = (bits << 6) | digits.indexOf(digit);
    known += 6;
    if (known < 8) continue;
    known -= 8;
    found += String.fromCharCode((bits >> known) & 0xff);
    bits &= (1 << known) - 1;
  }
  return found;
}
