/**
 * What the Docker engine answers, asked by its own command line, which knows DOCKER_HOST and contexts.
 *
 * @typedef {'missing' | 'forbidden' | 'silent'} DockerProblem
 *   no `docker` on this machine; this user may not use it; nothing listens
 * @typedef {{ problem: DockerProblem, words: string } | { problem: null, images: Set<string> }} DockerState
 */

const answerMs = 20_000;

/**
 * Which of some images are there, in one call: this is all that a second start asks Docker.
 *
 * @param {import('./commands.mjs').Commands} commands
 * @param {readonly string[]} tags
 * @returns {Promise<DockerState>}
 */
export async function inspectImages(commands, tags) {
  const format = '{{join .RepoTags " "}}';
  const { code, stdout, output, found } = await commands.ask(
    'docker',
    ['image', 'inspect', '--format', format, ...tags],
    {
      timeoutMs: answerMs,
    },
  );
  if (!found) return { problem: 'missing', words: 'docker is not installed' };
  // Images that lack make it end with 1 as well, and are named one by one.
  if (code === 0 || /no such image/i.test(output)) {
    return { problem: null, images: new Set(stdout.split(/\s+/).filter((word) => tags.includes(word))) };
  }
  const words = output.trim().split('\n').at(-1) ?? '';
  return { problem: /permission denied/i.test(output) ? 'forbidden' : 'silent', words };
}

/**
 * @typedef {{ version: string, os: string, arch: string }} DockerServer in Go's words: linux, amd64 or arm64
 */

/**
 * @param {import('./commands.mjs').Commands} commands
 * @returns {Promise<DockerServer>}
 * @throws {import('./errors.mjs').SetupError} if it does not answer
 */
export async function dockerServer(commands) {
  const format = '{{.Server.Version}} {{.Server.Os}} {{.Server.Arch}}';
  const { stdout } = await commands.demand('docker', ['version', '--format', format], {
    timeoutMs: answerMs,
  });
  const [version = '', os = '', arch = ''] = stdout.trim().split(' ');
  return { version, os, arch };
}

/**
 * Build an image from a staged folder.
 *
 * @param {import('./commands.mjs').Commands} commands
 * @param {{ folder: string, tag: string, label: string, args?: Record<string, string> }} build
 * @throws {import('./errors.mjs').SetupError} if a step of the recipe fails
 */
export async function buildImage(commands, { folder, tag, label, args = {} }) {
  const buildArgs = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  // --force-rm: the classic builder would keep the container of a step that failed.
  const options = ['--force-rm', '--label', label, '--tag', tag, ...buildArgs];
  // A user's own buildx builder sees no local images; the default one is the engine's.
  await commands.demand('docker', ['build', ...options, folder], { env: { BUILDX_BUILDER: 'default' } });
}
