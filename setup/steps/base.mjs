import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { base as recipe } from '../../target/images/base.mjs';
import { labelOf } from '../context.mjs';
import { SetupError } from '../errors.mjs';
import { withStaging } from '../staging.mjs';
import { aptInstall } from './apt.mjs';

/** A registry that is out of reach often does not refuse but keeps silent. */
const pullMs = 120_000;

/** The image that the testbed's stands on: Debian 12 slim, pulled or made here.
 * @type {import('../context.mjs').Step} */
export const base = {
  name: 'base image',
  needs: ['Docker'],
  how: () => `docker pull ${recipe.pulled}; where no registry answers, mmdebstrap and docker import`,
  async check({ docker, tags }) {
    const state = await docker.state();
    if (state.problem !== null) return 'unknown until Docker answers';
    // Needed to build the testbed's image only.
    return state.images.has(tags.testbed) || state.images.has(tags.base) ? null : `${tags.base} is missing`;
  },
  async bring(context) {
    const { commands, docker, tags } = context;
    const here = await commands.ask('docker', ['image', 'inspect', recipe.pulled]);
    const pulled =
      here.code === 0 ||
      (await commands.ask('docker', ['pull', recipe.pulled], { timeoutMs: pullMs })).code === 0;
    if (pulled) await commands.demand('docker', ['tag', recipe.pulled, tags.base]);
    else await bootstrap(context);
    docker.changed();
    return `${tags.base} (${pulled ? recipe.pulled : 'mmdebstrap'})`;
  },
};

/** @param {import('../context.mjs').Context} context */
async function bootstrap(context) {
  const { commands, docker, machine, tags } = context;
  const { arch } = await docker.server();
  if (goArch(machine.arch) !== arch || machine.os !== 'linux') {
    throw new SetupError(
      `no registry gave ${recipe.pulled}, and this machine (${machine.os}, ${machine.arch}) cannot make a Debian for ${arch}`,
      `bring the image by hand, so that docker image inspect ${recipe.pulled} finds it, then start again`,
    );
  }
  if (!(await commands.ask('mmdebstrap', ['--version'])).found) {
    if (!machine.isRoot || !existsSync('/usr/bin/apt-get')) {
      throw new SetupError(
        `no registry gave ${recipe.pulled}, and there is no mmdebstrap to make it`,
        'install mmdebstrap, or let Docker reach a registry, then start again',
      );
    }
    await aptInstall(context, ['mmdebstrap']);
  }
  await withStaging(context, 'base', async (folder) => {
    const tar = join(folder, 'base.tar');
    await commands.demand('mmdebstrap', [...recipe.bootstrap, recipe.suite, tar]);
    await commands.demand('docker', ['import', '--change', `LABEL ${labelOf('base')}`, tar, tags.base]);
  });
}

/**
 * Node's name of an architecture in Go's words.
 *
 * @param {string} arch
 */
function goArch(arch) {
  return arch === 'x64' ? 'amd64' : arch;
}
