/**
 * @typedef {import('../commands.mjs').Answer} Answer
 * @typedef {(line: string) => Partial<Answer> | undefined} Script what a command line answers; undefined: not installed
 */

/**
 * Commands that start nothing: each line is answered by a script, and remembered.
 *
 * @param {Script} script
 */
export function fakeCommands(script) {
  /** @type {string[]} */
  const lines = [];
  /** @type {import('../commands.mjs').Commands['ask']} */
  const ask = async (command, args) => {
    const line = [command, ...args].join(' ');
    lines.push(line);
    const answer = script(line);
    if (answer === undefined) return { code: 127, stdout: '', output: '', found: false };
    return { code: 0, stdout: '', output: answer.stdout ?? '', found: true, ...answer };
  };
  return {
    lines,
    /** @type {import('../commands.mjs').Commands} */
    commands: {
      logFile: 'setup.log',
      ask,
      async demand(command, args, options) {
        const answer = await ask(command, args, options);
        if (answer.code !== 0) throw new Error(`${command} failed`);
        return answer;
      },
    },
  };
}

/**
 * A context for steps, on a Debian machine with root unless said otherwise.
 *
 * @param {import('../commands.mjs').Commands} commands
 * @param {{ root?: string, state?: import('../docker.mjs').DockerState, machine?: Partial<import('../context.mjs').Machine> }} [settings]
 * @returns {import('../context.mjs').Context}
 */
export function fakeContext(
  commands,
  { root = '/nowhere', state = { problem: null, images: new Set() }, machine = {} } = {},
) {
  return {
    root,
    commands,
    tags: {
      base: 'onsale/base:1',
      testbed: 'onsale/testbed:1',
      toxiproxy: 'onsale/toxiproxy:1',
      k6: 'onsale/k6:1',
    },
    docker: {
      state: async () => state,
      server: async () => ({ version: '20.10', os: 'linux', arch: 'amd64' }),
      changed: () => {},
    },
    machine: {
      os: 'linux',
      arch: 'x64',
      nodeVersion: '20.20.2',
      isRoot: true,
      dockerHost: undefined,
      cpus: 2,
      ...machine,
    },
    tools: `${root}/.onsale/tools`,
    staging: `${root}/.onsale/staging`,
    tests: false,
  };
}
