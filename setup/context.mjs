import { cpus } from 'node:os';
import { join } from 'node:path';
import { imageLabel, imageTags } from '../target/images/tags.mjs';
import { dockerServer, inspectImages } from './docker.mjs';

/**
 * What each step works with. Tests make one with fakes.
 *
 * @typedef {{
 *   root: string,
 *   commands: import('./commands.mjs').Commands,
 *   machine: Machine,
 *   tags: import('../target/images/tags.mjs').ImageTags,
 *   docker: { state: () => Promise<import('./docker.mjs').DockerState>, server: () => Promise<import('./docker.mjs').DockerServer>, changed: () => void },
 *   tools: string,
 *   staging: string,
 *   tests: boolean,
 * }} Context
 * @typedef {{ os: NodeJS.Platform, arch: string, nodeVersion: string, isRoot: boolean, dockerHost: string | undefined, cpus: number }} Machine
 *
 * @typedef {{
 *   name: string,
 *   needs: readonly string[],
 *   check: (context: Context) => Promise<string | null>,
 *   bring: (context: Context) => Promise<string>,
 *   how: (context: Context) => string,
 * }} Step one part that set-up brings. `check` says what is missing, or null; `how` says what bringing it does;
 *   `bring` does it and says where it now is, or throws a SetupError.
 */

/**
 * @param {{ root: string, commands: import('./commands.mjs').Commands, env: NodeJS.ProcessEnv, tests?: boolean }} settings `tests`: also what only tests need
 * @returns {Context}
 */
export function createContext({ root, commands, env, tests = false }) {
  const tags = imageTags(root);
  /** @type {Promise<import('./docker.mjs').DockerState> | undefined} */
  let state;
  /** @type {Promise<import('./docker.mjs').DockerServer> | undefined} */
  let server;
  return {
    root,
    commands,
    tags,
    machine: {
      os: process.platform,
      arch: process.arch,
      nodeVersion: process.versions.node,
      isRoot: process.getuid?.() === 0,
      dockerHost: env.DOCKER_HOST,
      cpus: cpus().length,
    },
    docker: {
      // Every step asks; Docker is asked once, and again only after something was brought.
      state: () => {
        state ??= inspectImages(commands, Object.values(tags));
        return state;
      },
      server: () => {
        server ??= dockerServer(commands);
        return server;
      },
      changed: () => {
        state = undefined;
      },
    },
    tools: join(root, '.onsale', 'tools'),
    staging: join(root, '.onsale', 'staging'),
    tests,
  };
}

/**
 * The label that lists our images, old ones too: `docker images --filter label=onsale.image`.
 *
 * @param {string} name
 */
export function labelOf(name) {
  return `${imageLabel}=${name}`;
}
