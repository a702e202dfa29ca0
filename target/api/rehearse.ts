import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from './app.ts';

const requests = 400;
const atOnce = 20;
/** No sequence ever comes so far. */
const nobodys = 900_000_000_000_000_000n;

/**
 * A rush of requests that buy nothing, over the instance's own socket, before it takes traffic. A sale begins
 * with its greatest rush, and the first thousand requests of a process cost several times as much as later
 * ones, until the code they run through is compiled.
 *
 * @throws Error when the instance answers its own requests with anything but a refusal
 */
export async function rehearse(app: App): Promise<void> {
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  try {
    await Promise.all(Array.from({ length: requests }, (_, at) => askForNothing({ app, agent, port, at })));
  } finally {
    agent.destroy();
    app.forgetMetrics();
  }
}

interface Rehearsal {
  app: App;
  agent: Agent;
  port: number;
  at: number;
}

/** A hold of a seat that is nobody's, by a buyer whom nobody knows. */
function askForNothing({ app, agent, port, at }: Rehearsal): Promise<void> {
  const body = JSON.stringify({ eventId: String(nobodys + BigInt(at % atOnce)), seatIds: [String(nobodys)] });
  const token = app.jwt.sign({ sub: '0', role: 'buyer' });
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: '/api/seats/lock',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          authorization: `Bearer ${token}`,
          'idempotency-key': randomUUID(),
        },
      },
      (answer) => {
        const { statusCode = 0 } = answer;
        answer.on('error', reject);
        answer.on('end', () => {
          // «Busy» is a refusal too: instances that rehearse at once may be in each other's way.
          if ((statusCode >= 400 && statusCode < 500) || statusCode === 503) resolve();
          else reject(new Error(`a rehearsed hold was answered ${statusCode}, expected a refusal`));
        });
        answer.resume();
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
