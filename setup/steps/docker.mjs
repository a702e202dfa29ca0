import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { inspectImages } from '../docker.mjs';
import { SetupError } from '../errors.mjs';
import { aptInstall } from './apt.mjs';

const startMs = 60_000;
const pollMs = 100;
const daemonProgram = 'dockerd';
const daemonLog = '/var/log/dockerd.log';

/** A Docker engine that answers. On Debian, as root, it is installed and started; elsewhere that is the user's.
 * @type {import('../context.mjs').Step} */
export const docker = {
  name: 'Docker',
  needs: [],
  how: (context) =>
    mayInstall(context) ? 'docker.io by apt-get, where it is missing, and dockerd' : 'yours to start',
  async check({ docker: engine }) {
    const state = await engine.state();
    return state.problem === null ? null : `the Docker engine does not answer (${state.words})`;
  },
  async bring(context) {
    const state = await context.docker.state();
    if (state.problem === null) return 'answers';
    if (!mayInstall(context) || state.problem === 'forbidden') throw yoursToStart(context, state);
    if (!(await has(context, daemonProgram))) await aptInstall(context, ['docker.io']);
    // From Debian 13 on the command line is a package of its own.
    if (!(await has(context, 'docker'))) await aptInstall(context, ['docker-cli']);
    const log = await startEngine(context);
    context.docker.changed();
    return log;
  },
};

/** @param {import('../context.mjs').Context} context */
function mayInstall({ machine }) {
  return machine.os === 'linux' && machine.isRoot && !machine.dockerHost && existsSync('/usr/bin/apt-get');
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {{ problem: string, words: string }} state
 */
function yoursToStart({ machine }, { problem, words }) {
  const message = `the Docker engine does not answer: ${words}`;
  if (machine.dockerHost)
    return new SetupError(message, `DOCKER_HOST is ${machine.dockerHost}: start that engine, or unset it`);
  if (problem === 'forbidden') {
    return new SetupError(
      message,
      'add this user to the group docker (sudo usermod -aG docker "$USER"), log in anew, start again',
    );
  }
  if (machine.os !== 'linux')
    return new SetupError(message, 'start Docker Desktop (or colima, OrbStack …), then start again');
  return new SetupError(
    message,
    'install Docker (Debian: apt-get install docker.io), or start it: sudo systemctl start docker',
  );
}

/**
 * @param {import('../context.mjs').Context} context
 * @param {string} program
 */
async function has({ commands }, program) {
  return (await commands.ask(program, ['--version'])).found;
}

/**
 * Start dockerd, under systemd where that runs the machine, and wait until it answers.
 *
 * @param {import('../context.mjs').Context} context
 */
async function startEngine(context) {
  const { commands } = context;
  const bySystemd = existsSync('/run/systemd/system');
  if (bySystemd) await commands.demand('systemctl', ['start', 'docker'], { timeoutMs: startMs });
  // The package's own script may have started one just now, and a second would stop at the first one's lock.
  const started = bySystemd || daemonRuns() ? undefined : startDaemon();
  const deadline = Date.now() + startMs;
  for (;;) {
    const state = await inspectImages(commands, Object.values(context.tags));
    if (state.problem === null) return bySystemd ? 'systemctl status docker' : `dockerd, log: ${daemonLog}`;
    if (Date.now() > deadline || started?.ended()) {
      const seen = started?.ended()
        ? 'dockerd ended at once'
        : `dockerd did not answer within ${startMs / 1000} s`;
      throw new SetupError(
        `${seen}: ${state.words}`,
        bySystemd ? 'see journalctl -u docker' : `see the end of ${daemonLog}`,
      );
    }
    await delay(pollMs);
  }
}

function daemonRuns() {
  const pidFile = '/var/run/docker.pid';
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  return existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === daemonProgram;
}

/** Detached, in a session of its own: Ctrl-C and the end of set-up leave the engine running. */
function startDaemon() {
  const log = openSync(daemonLog, 'a');
  const daemon = spawn(daemonProgram, [], { cwd: '/', detached: true, stdio: ['ignore', log, log] });
  let ended = false;
  daemon.on('exit', () => {
    ended = true;
  });
  daemon.on('error', () => {
    ended = true;
  });
  daemon.unref();
  return { ended: () => ended };
}
