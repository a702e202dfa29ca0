import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { binaries, goBuild } from '../../target/images/binaries.mjs';
import { labelOf } from '../context.mjs';
import { buildImage } from '../docker.mjs';
import { SetupError } from '../errors.mjs';
import { withStaging } from '../staging.mjs';
import { goFound } from './go.mjs';

/** k6 with our recorder, and Toxiproxy's server: built by Go on the host, each alone in an image. */
export const k6 = binaryImage('k6', 'k6 image');
export const toxiproxy = binaryImage('toxiproxy', 'Toxiproxy image');

/**
 * @param {keyof typeof binaries} image
 * @param {string} name
 * @returns {import('../context.mjs').Step}
 */
function binaryImage(image, name) {
  return {
    name,
    needs: ['Docker', 'Go'],
    how: () => `go build of scenarios/recorder’s pinned module: ${binaries[image].package}`,
    async check({ docker, tags }) {
      const state = await docker.state();
      if (state.problem !== null) return 'unknown until Docker answers';
      return state.images.has(tags[image]) ? null : `${tags[image]} is missing`;
    },
    async bring(context) {
      await withStaging(context, image, (folder) => build(context, { image, folder }));
      context.docker.changed();
      return context.tags[image];
    },
  };
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {{ image: keyof typeof binaries, folder: string }} what
 */
async function build(context, { image, folder }) {
  const { commands, docker, root, tags } = context;
  const go = await goFound(context);
  if (go === undefined) throw new SetupError('Go is gone again', 'start again');
  const { arch } = await docker.server();
  const binary = binaries[image];
  await commands.demand(
    go.command,
    ['build', ...goBuild.flags, '-o', join(folder, 'rootfs', binary.file), binary.package],
    {
      cwd: join(root, 'scenarios', 'recorder'),
      env: { ...goBuild.env, ...go.env, GOARCH: arch },
    },
  );
  cpSync(join(root, 'target', 'images', 'binary', 'Dockerfile'), join(folder, 'Dockerfile'));
  await buildImage(commands, { folder, tag: tags[image], label: labelOf(image) });
}
