import { expect, it, onTestFinished } from 'vitest';
import { emptyParts, openApp } from '../testing/parts.ts';

const { database } = emptyParts();

async function loaded(load: { waiting?: number; sustainedMs?: number }) {
  const { waiting = 0, sustainedMs = 0 } = load;
  const { app, authorization } = await openApp({
    database: { ...database, load: { open: 20, idle: 0, waiting } },
    loop: { sustainedMs },
  });
  onTestFinished(() => app.close());
  return async (method: 'GET' | 'POST', url: string) => {
    const payload = method === 'POST' ? { payload: { eventId: '1', seatIds: ['1'] } } : {};
    const answer = await app.inject({ method, url, headers: { authorization }, ...payload });
    const { statusCode, headers, body } = answer;
    return { status: statusCode, retryAfter: headers['retry-after'], body };
  };
}

const overloaded = {
  status: 503,
  retryAfter: '1',
  body: expect.stringContaining('"code":"overloaded"'),
};

it('sells while it can keep up', async () => {
  const ask = await loaded({ waiting: 4_999, sustainedMs: 1_000 });
  expect((await ask('POST', '/api/seats/lock')).body).not.toContain('overloaded');
  expect((await ask('GET', '/metrics')).body).not.toMatch(/^shed_total\{/m);
});

it('sends buyers away when too many wait for a connection; readers may look on', async () => {
  const ask = await loaded({ waiting: 5_000 });
  expect(await ask('POST', '/api/seats/lock')).toMatchObject(overloaded);
  expect((await ask('GET', '/api/events')).status).toBe(200);
  expect((await ask('GET', '/metrics')).body).toMatch(/^shed_total\{reason="connections",.* 1$/m);
});

it('sends everybody away when it is late for all it does, but for operators', async () => {
  const ask = await loaded({ sustainedMs: 1_001 });
  expect(await ask('POST', '/api/seats/lock')).toMatchObject(overloaded);
  expect(await ask('GET', '/api/events')).toMatchObject(overloaded);
  for (const path of ['/health', '/api/health', '/ready', '/metrics']) {
    expect((await ask('GET', path)).status).toBe(200);
  }
});
