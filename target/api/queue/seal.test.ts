import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { sealFor } from './seal.ts';

const claims = { event: '1', sub: '7', iat: 1_000, exp: 2_000 };
const seal = sealFor<typeof claims>('a secret', 'queue-pass');
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('what was signed is read again', () => {
  expect(seal.open(seal.sign(claims))).toEqual({ ...claims, aud: 'queue-pass' });
  expect(sealFor<typeof claims>('a secret', 'queue-pass').open(seal.sign(claims))).toMatchObject(claims);
});

test('another secret, another audience, another algorithm, or none', () => {
  const token = seal.sign(claims);
  const [head = '', body = '', signature = ''] = token.split('.');
  expect(sealFor('another secret', 'queue-pass').open(token)).toBeNull();
  expect(sealFor('a secret', 'queue-ticket').open(token)).toBeNull();
  const none = part({ alg: 'none', typ: 'JWT' });
  for (const forged of [
    `${none}.${body}.`,
    `${none}.${body}.${signature}`,
    `${head}.${body}.`,
    `${head}.${part({ ...claims, sub: '8' })}.${signature}`,
    `${head}.${body}.${signature}.${signature}`,
    `${head}.${body}.${signature.slice(0, -2)}`,
    `${head}.${body}`,
    '',
    'x',
  ]) {
    expect(seal.open(forged)).toBeNull();
  }
});

test('the secret itself signs nothing: a session token is no pass, nor a pass a session', () => {
  const head = part({ alg: 'HS256', typ: 'JWT' });
  const body = part({ ...claims, aud: 'queue-pass' });
  const bySecret = createHmac('sha256', 'a secret').update(`${head}.${body}`).digest('base64url');
  expect(seal.open(`${head}.${body}.${bySecret}`)).toBeNull();
  expect(seal.sign(claims).split('.')[2]).not.toBe(bySecret);
});
