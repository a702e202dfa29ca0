import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A folder to gather what goes into an image; gone afterwards, whatever happened.
 *
 * @template Result
 * @param {Pick<import('./context.mjs').Context, 'staging'>} context
 * @param {string} name
 * @param {(folder: string) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withStaging({ staging }, name, use) {
  const folder = join(staging, name);
  // What a killed set-up left; the lock says that nobody else is at it.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    if (readdirSync(staging).length === 0) rmSync(staging, { recursive: true, force: true });
  }
}
