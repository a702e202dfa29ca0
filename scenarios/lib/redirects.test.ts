import { describe, expect, test } from 'vitest';
import type { HttpAnswer, HttpRequest } from '../clients/client.ts';
import { addressOf, ForeignAddress } from './addresses.ts';
import { contentOf } from './content.ts';
import { certainlyNotSent } from './not-sent.ts';
import { pauseMs, randomOf } from './pauses.ts';
import { type Addressed, send } from './redirects.ts';

const base = 'http://127.0.0.1:8080';

describe('addresses', () => {
  test.each([
    ['/cart', `${base}/`, `${base}/cart`],
    ['cart', `${base}/shop/page?x=1`, `${base}/shop/cart`],
    ['?page=2', `${base}/shop/page?x=1`, `${base}/shop/page?page=2`],
    ['cart', `${base}`, `${base}/cart`],
    [`${base}/cart`, `${base}/`, `${base}/cart`],
    ['HTTP://127.0.0.1:8080/cart', `${base}/`, 'HTTP://127.0.0.1:8080/cart'],
    ['//127.0.0.1:8080/cart', `${base}/`, 'http://127.0.0.1:8080/cart'],
  ])('%s on %s is %s', (reference, page, url) => {
    expect(addressOf(reference, page)).toBe(url);
  });

  test.each([
    'https://example.com/',
    '//example.com/x',
    'http://127.0.0.1:8081/',
    'http://127.0.0.1:8080@evil/',
  ])('%s is another host', (reference) => {
    expect(() => addressOf(reference, `${base}/`)).toThrow(ForeignAddress);
  });
});

describe('redirects', () => {
  async function follow(request: Partial<HttpRequest>, hops: [status: number, location?: string][]) {
    const asked: Addressed[] = [];
    const answer = await send(
      { method: 'POST', path: '/login', route: 'r', ...request },
      base,
      async (each) => {
        asked.push(each);
        const [status, location] = hops[asked.length - 1] ?? [200];
        const headers: Record<string, string> = location === undefined ? {} : { location };
        return { answered: true, status, headers, text: '', json: () => null } satisfies HttpAnswer;
      },
    );
    return { answer, asked: asked.map(({ method, url, body }) => `${method} ${url} ${body ?? '-'}`) };
  }

  test('are followed only when asked for', async () => {
    const { answer, asked } = await follow({}, [[303, '/home']]);
    expect(answer).toMatchObject({ status: 303 });
    expect(asked).toHaveLength(1);
  });

  test('303 and 302 go on as GET without a body, 307 as it was', async () => {
    const request = { followRedirects: true, body: 'a=1' };
    const first = `POST ${base}/login a=1`;
    expect((await follow(request, [[303, '/home']])).asked).toEqual([first, `GET ${base}/home -`]);
    expect((await follow(request, [[302, 'home']])).asked).toEqual([first, `GET ${base}/home -`]);
    expect((await follow(request, [[307, '/home']])).asked).toEqual([first, `POST ${base}/home a=1`]);
  });

  test('never lead off the target', async () => {
    await expect(follow({ followRedirects: true }, [[302, 'https://example.com/']])).rejects.toThrow(
      ForeignAddress,
    );
  });

  test('come to an end', async () => {
    const { answer } = await follow({ followRedirects: true }, Array(20).fill([302, '/again']));
    expect(answer).toMatchObject({
      answered: false,
      sent: true,
      error: expect.stringContaining('redirects'),
    });
  });
});

test('an object goes as JSON, text as it is, and a named content type stays', () => {
  expect(contentOf({ body: { a: 1 } })).toEqual({
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  });
  expect(contentOf({ body: 'a=1', headers: { x: 'y' } })).toEqual({ body: 'a=1', headers: { x: 'y' } });
  const headers = { 'Content-Type': 'application/merge-patch+json' };
  expect(contentOf({ body: {}, headers })).toEqual({ body: '{}', headers });
  expect(contentOf({})).toEqual({ body: null, headers: {} });
});

test('only what never left counts as not sent', () => {
  const codes = [1000, 1010, 1020, 1050, 1101, 1110, 1200, 1201, 1211, 1212, 1220, 1300, 1310, 1600];
  expect(codes.filter(certainlyNotSent)).toEqual([1020, 1101, 1110, 1211, 1212, 1310]);
});

test('pauses are drawn from the seed, within the policy’s bounds', () => {
  const draw = (seed: number) => Array.from({ length: 1_000 }, randomOf(seed));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(8)).not.toEqual(draw(7));
  const drawn = draw(7);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
  expect(mean).toBeCloseTo(0.5, 1);
  const policy = { minPauseMs: 50, maxPauseMs: 1_000 };
  const longest = (tries: number) => pauseMs(policy, { retryAfterMs: null, tries, random: () => 1 });
  expect([longest(1), longest(2), longest(20)]).toEqual([100, 200, 1_000]);
  expect(pauseMs(policy, { retryAfterMs: 3_000, tries: 1, random: () => 0 })).toBe(3_050);
});
