import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Signs what a user keeps for us, and knows it again. */
export interface Seal<Claims> {
  /** A JSON Web Token, HS256. */
  sign(claims: Claims): string;
  /** What was signed; null when it was not by this seal, for this audience, or was changed. */
  open(token: string): Claims | null;
}

const encode = (value: string | Buffer) => Buffer.from(value).toString('base64url');
/** The only header there is: another algorithm, or none, is another text. */
const header = encode('{"alg":"HS256","typ":"JWT"}');

/**
 * The seal for one audience. Its key is derived from the secret (HKDF, RFC 5869) for this audience alone, so that
 * a session is no pass, a pass no ticket, and neither a session. It knows no time: whether what was signed is
 * still good is for its reader to say, by a clock that all instances share.
 */
export function sealFor<Claims extends object>(secret: string, audience: string): Seal<Claims> {
  const key = Buffer.from(hkdfSync('sha256', secret, '', audience, 32));
  const signatureOf = (text: string) => createHmac('sha256', key).update(text).digest();
  return {
    sign(claims) {
      const signed = `${header}.${encode(JSON.stringify({ aud: audience, ...claims }))}`;
      return `${signed}.${encode(signatureOf(signed))}`;
    },
    open(token) {
      const [head, body, signature, more] = token.split('.');
      if (head !== header || body === undefined || signature === undefined || more !== undefined) return null;
      const expected = signatureOf(`${head}.${body}`);
      const seen = Buffer.from(signature, 'base64url');
      if (seen.length !== expected.length || !timingSafeEqual(seen, expected)) return null;
      // It is what was signed here, so it is what was given to be signed.
      return JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
    },
  };
}
