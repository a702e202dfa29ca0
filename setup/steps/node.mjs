import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../errors.mjs';

const wantedMajor = 24;

/** Node 24, which runs TypeScript as it stands. On Linux it is one of the npm packages, pinned by the lock file.
 * @type {import('../context.mjs').Step} */
export const node = {
  name: 'Node 24',
  needs: ['npm packages'],
  how: () => 'comes with the npm packages',
  async check(context) {
    const found = nodeFound(context);
    return found !== undefined && Number.parseInt(found.version, 10) >= wantedMajor
      ? null
      : `Node ${wantedMajor} is missing (this is ${context.machine.nodeVersion})`;
  },
  async bring({ machine }) {
    throw new SetupError(
      `npm installed no Node ${wantedMajor} for ${machine.os} on ${machine.arch}, and this is Node ${machine.nodeVersion}`,
      `install Node ${wantedMajor} or later (nodejs.org, or your package manager), then start again`,
    );
  },
};

/**
 * The Node that npm scripts find first: the packaged one, else the user's own.
 *
 * @param {Pick<import('../context.mjs').Context, 'root' | 'machine'>} context
 * @returns {{ version: string, path: string } | undefined}
 */
export function nodeFound({ root, machine }) {
  const packaged = join(root, 'node_modules', `node-${machine.os}-${machine.arch}`);
  const path = join(packaged, 'bin', 'node');
  if (existsSync(path) && existsSync(join(root, 'node_modules', '.bin', 'node'))) {
    return { version: JSON.parse(readFileSync(join(packaged, 'package.json'), 'utf8')).version, path };
  }
  return Number.parseInt(machine.nodeVersion, 10) >= wantedMajor
    ? { version: machine.nodeVersion, path: process.execPath }
    : undefined;
}
