import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from './app.ts';
import { type DialectName, dialects } from './routes/dialects.ts';

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
export async function rehearse(app: App, dialect: DialectName): Promise<void> {
  const { port } = app.server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  try {
    await Promise.all(
      Array.from({ length: requests }, (_, at) => askForNothing({ app, dialect, agent, port, at })),
    );
  } finally {
    agent.destroy();
    app.forgetMetrics();
  }
}

interface Rehearsal {
  app: App;
  dialect: DialectName;
  agent: Agent;
  port: number;
  at: number;
}

/** What is nobody's, asked for by a buyer whom nobody knows. */
function askForNothing({ app, dialect, agent, port, at }: Rehearsal): Promise<void> {
  const ids = { event: String(nobodys + BigInt(at % atOnce)), resource: String(nobodys) };
  const { path, body: asked } = dialects[dialect].rehearsal(ids);
  const body = JSON.stringify(asked);
  const token = app.jwt.sign({ sub: '0', role: 'buyer' });
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        method: 'POST',
        path,
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
          else reject(new Error(`a rehearsed request was answered ${statusCode}, expected a refusal`));
        });
        answer.resume();
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
