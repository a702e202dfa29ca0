import { existsSync } from 'node:fs';
import { diskCheck } from './machine.mjs';

/** @typedef {import('../doctor.mjs').Check} Check */

const answerMs = 20_000;
/** The classic builder and the API that testcontainers speaks. */
const leastMajor = 20;
/** It copies every layer whole: an image of 0.4 GB takes several, and a container's start seconds. */
const slowDriver = 'vfs';

/**
 * The Docker engine: whether it answers, its version, its storage, and room for it.
 *
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<Check[]>}
 */
export async function engineChecks({ commands, docker }) {
  const state = await docker.state();
  const need = `an engine that answers, version ${leastMajor} or later`;
  if (state.problem !== null) {
    return [
      {
        name: 'Docker',
        ok: false,
        found: state.words,
        need,
        mend: 'npm start brings it on Debian as root; elsewhere install and start Docker',
      },
    ];
  }
  const format = '{{.ServerVersion}}|{{.Driver}}|{{.DockerRootDir}}';
  const { stdout } = await commands.ask('docker', ['info', '--format', format], { timeoutMs: answerMs });
  const [version = '', driver = '', folder = ''] = stdout.trim().split('|');
  const fits = Number.parseInt(version, 10) >= leastMajor;
  /** @type {Check[]} */
  const checks = [
    {
      name: 'Docker',
      ok: fits,
      found: `engine ${version}`,
      need,
      mend: fits ? null : 'install a newer Docker engine',
    },
    {
      name: 'Docker storage',
      ok: driver !== slowDriver,
      found: driver,
      need: `overlay2 or its like, not ${slowDriver}`,
      mend: driver !== slowDriver ? null : 'put Docker’s folder on a file system that overlay2 can use',
    },
  ];
  // On a laptop the engine's folder is inside a virtual machine.
  if (existsSync(folder)) checks.push(await diskCheck('Docker disk', folder));
  return checks;
}

/**
 * One check for each image.
 *
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<Check[]>}
 */
export async function imageChecks({ docker, tags }) {
  const state = await docker.state();
  return [tags.testbed, tags.toxiproxy, tags.k6].map((tag) => {
    const ok = state.problem === null && state.images.has(tag);
    const found = state.problem === null ? 'missing' : 'unknown until Docker answers';
    return {
      name: `image ${/\/(.*):/.exec(tag)?.[1]}`,
      ok,
      found: ok ? tag : found,
      need: tag,
      mend: ok ? null : 'npm start, or node setup/setup.mjs, builds it',
    };
  });
}
