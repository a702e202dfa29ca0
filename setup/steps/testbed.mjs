import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { targetWorkspaces } from '../../target/images/tags.mjs';
import { labelOf } from '../context.mjs';
import { buildImage } from '../docker.mjs';
import { SetupError } from '../errors.mjs';
import { withStaging } from '../staging.mjs';

/** The image of the reference target's nodes.
 * @type {import('../context.mjs').Step} */
export const testbed = {
  name: 'testbed image',
  needs: ['base image', 'Node 24'],
  how: () => 'docker build target/images/testbed: PostgreSQL, Redis, HAProxy, Node, the API’s packages',
  async check({ docker, tags }) {
    const state = await docker.state();
    if (state.problem !== null) return 'unknown until Docker answers';
    return state.images.has(tags.testbed) ? null : `${tags.testbed} is missing`;
  },
  async bring(context) {
    const { commands, docker, root, tags } = context;
    await withStaging(context, 'testbed', async (folder) => {
      cpSync(join(root, 'target', 'images', 'testbed'), folder, { recursive: true });
      const arch = (await docker.server()).arch === 'amd64' ? 'x64' : (await docker.server()).arch;
      await stagePackages(context, { folder, arch });
      await stageNode(context, { folder, arch });
      await buildImage(commands, {
        folder,
        tag: tags.testbed,
        label: labelOf('testbed'),
        args: { BASE: tags.base },
      });
    });
    docker.changed();
    return tags.testbed;
  },
};

/**
 * The API's production packages, from the same lock file as everything else, installed on the host: the build
 * itself needs no npm and no network for them.
 *
 * @param {import('../context.mjs').Context} context
 * @param {{ folder: string, arch: string }} to
 */
async function stagePackages({ commands, root }, { folder, arch }) {
  const srv = join(folder, 'srv');
  for (const workspace of targetWorkspaces) mkdirSync(join(srv, workspace), { recursive: true });
  const manifests = targetWorkspaces.map((workspace) => `${workspace}/package.json`);
  for (const file of ['package.json', 'package-lock.json', ...manifests])
    cpSync(join(root, file), join(srv, file));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const platform = ['--os=linux', `--cpu=${arch}`, '--libc=glibc'];
  const workspaces = targetWorkspaces.flatMap((workspace) => ['--workspace', workspace]);
  const production = [...workspaces, '--omit=dev', '--ignore-scripts'];
  await commands.demand('npm', ['ci', ...production, ...platform, ...quiet], { cwd: srv });
  // The link to the workspace: its source comes at start, not with the image.
  rmSync(join(srv, 'node_modules', '@onsale'), { recursive: true, force: true });
  for (const manifest of manifests) rmSync(join(srv, manifest));
  rmSync(join(srv, 'package-lock.json'));
  writeFileSync(join(srv, 'package.json'), '{ "private": true, "type": "module" }\n');
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {{ folder: string, arch: string }} to
 */
async function stageNode({ commands, root }, { folder, arch }) {
  const name = `node-linux-${arch}`;
  const installed = join(root, 'node_modules', name, 'bin', 'node');
  if (existsSync(installed)) return cpSync(installed, join(folder, 'node'));
  // The engine's machine is not this one (a Mac, a remote DOCKER_HOST): fetch what the lock file pins for it.
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[
    `node_modules/${name}`
  ];
  if (locked === undefined) {
    throw new SetupError(
      `there is no Node package for Docker on ${arch}`,
      'use a Docker engine on amd64 or arm64',
    );
  }
  await commands.demand('npm', ['pack', `${name}@${locked.version}`, '--loglevel=error'], { cwd: folder });
  const archive = join(folder, `${name}-${locked.version}.tgz`);
  const sum = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (sum !== locked.integrity) {
    throw new SetupError(
      `${name}@${locked.version} has hash ${sum}, package-lock.json pins ${locked.integrity}`,
      'do not use this package source',
    );
  }
  await commands.demand('tar', ['-xzf', archive, '--strip-components=2', 'package/bin/node'], {
    cwd: folder,
  });
  rmSync(archive);
}
