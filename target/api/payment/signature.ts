import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `given` is `sha256=` and the HMAC of `body` under `secret` in hex. Takes as long for any guess. */
export function isSignatureOf(given: unknown, body: Buffer, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const seen = Buffer.from(typeof given === 'string' ? given : '');
  return seen.length === expected.length && timingSafeEqual(seen, expected);
}
