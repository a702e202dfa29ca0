import { hkdfSync } from 'node:crypto';
import { createSigner, createVerifier, TokenError } from 'fast-jwt';

/** Signs what a user keeps for us, and knows it again. */
export interface Seal<Claims> {
  /** A JSON Web Token, HS256. */
  sign(claims: Claims): string;
  /** What was signed; null when it was not by this seal, for this audience, or was changed. */
  open(token: string): Claims | null;
}

/**
 * The seal for one audience. Its key is derived from the secret (HKDF, RFC 5869) for this audience alone, so that
 * a session is no pass, a pass no ticket, and neither a session. It knows no time: whether what was signed is
 * still good is for its reader to say, by a clock that all instances share.
 */
export function sealFor<Claims extends object>(secret: string, audience: string): Seal<Claims> {
  const key = Buffer.from(hkdfSync('sha256', secret, '', audience, 32));
  const sign = createSigner({ key, algorithm: 'HS256', aud: audience });
  const verify = createVerifier({
    key,
    algorithms: ['HS256'],
    allowedAud: audience,
    ignoreExpiration: true,
    ignoreNotBefore: true,
  });
  return {
    sign: (claims) => sign(claims),
    open(token) {
      try {
        // It is what was signed here, so it is what was given to be signed.
        return verify(token) as Claims;
      } catch (error) {
        if (error instanceof TokenError) return null;
        throw error;
      }
    },
  };
}
