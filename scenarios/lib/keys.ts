/** What an idempotency key is made from. */
export interface KeyParts {
  run: string;
  seed: number;
  buyer: string;
  operation: string;
  /** The buyer's attempts at what is for sale, from 1. */
  attempt: number;
}

/**
 * The key of one operation of one attempt, the same for all its tries. It has the shape of a random UUID (RFC
 * 9562, version 4), which is what shops ask of a key.
 *
 * @param sha256 of a text, in hex
 */
export function idempotencyKey(parts: KeyParts, sha256: (text: string) => string): string {
  const { run, seed, buyer, operation, attempt } = parts;
  const hash = sha256(JSON.stringify([run, seed, buyer, operation, attempt]));
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
