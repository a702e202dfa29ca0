import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** scrypt's parameters: N = 2^`logN`, block size `r`, parallelisation `p`. */
export interface PasswordCost {
  logN: number;
  r: number;
  p: number;
}

/** OWASP's password storage sheet: N = 2^15, r = 8, p = 3 (32 MiB at a time). */
export const soundCost: PasswordCost = { logN: 15, r: 8, p: 3 };
/** About 3 ms: for runs whose log-ins are not what is measured. Never for real passwords. */
export const testCost: PasswordCost = { logN: 10, r: 8, p: 1 };

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
const keyBytes = 32;
const format = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;

function deriveWith(password: string, salt: Buffer, { logN, r, p }: PasswordCost): Promise<Buffer> {
  const N = 2 ** logN;
  return derive(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r });
}

/** `$scrypt$ln=…,r=…,p=…$salt$hash`: the parameters are inside, so that they can change later. */
export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await deriveWith(password, salt, cost);
  const { logN, r, p } = cost;
  return `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** Compares in constant time. Throws TypeError when `stored` is not a hash of {@link hashPassword}. */
export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, logN, r, p, salt, hash] = format.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) {
    throw new TypeError('expected a stored password of the form $scrypt$ln=…,r=…,p=…$salt$hash');
  }
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  return timingSafeEqual(
    await deriveWith(password, Buffer.from(salt, 'base64'), cost),
    Buffer.from(hash, 'base64'),
  );
}
