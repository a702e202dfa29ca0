import { join } from 'node:path';
import { engineChecks, imageChecks } from './checks/engine.mjs';
import { diskCheck, memoryCheck, openFilesCheck, processorCheck } from './checks/machine.mjs';
import { createCommands } from './commands.mjs';
import { createContext } from './context.mjs';
import { go, goFound } from './steps/go.mjs';
import { node, nodeFound } from './steps/node.mjs';
import { packages } from './steps/packages.mjs';

/** @typedef {{ name: string, ok: boolean, found: string, need: string, mend: string | null }} Check */

const brought = 'npm start, or node setup/setup.mjs, brings it';

/**
 * What this machine has and lacks to run onsale, and what to do about each lack. Changes nothing, needs no
 * package, and runs on Node 18.17 or later, so that `onsale doctor` answers on a machine that has only that.
 *
 * @param {string} root the checkout's folder
 * @param {{ commands?: import('./commands.mjs').Commands, env?: NodeJS.ProcessEnv }} [settings] for tests
 * @returns {Promise<Check[]>}
 */
export async function setupChecks(root, { env = process.env, commands = commandsFor(root, env) } = {}) {
  const context = createContext({ root, commands, env });
  const lists = await Promise.all([
    packagesCheck(context),
    nodeCheck(context),
    engineChecks(context),
    imageChecks(context),
    goCheck(context),
    [processorCheck(), memoryCheck(), openFilesCheck()],
    diskCheck('disk', root),
  ]);
  return lists.flat().filter((check) => check !== null);
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
function commandsFor(root, env) {
  return createCommands({
    logFile: join(root, '.onsale', 'setup.log'),
    env,
    signal: new AbortController().signal,
  });
}

/**
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<Check>}
 */
async function packagesCheck(context) {
  const lack = await packages.check(context);
  return {
    name: packages.name,
    ok: lack === null,
    found: lack ?? 'as package-lock.json pins them',
    need: 'as package-lock.json pins them',
    mend: lack === null ? null : brought,
  };
}

/**
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<Check>}
 */
async function nodeCheck(context) {
  const lack = await node.check(context);
  const found = nodeFound(context);
  return {
    name: node.name,
    ok: lack === null,
    found:
      found === undefined
        ? `${context.machine.nodeVersion}, and none in node_modules`
        : `${found.version} (${found.path})`,
    need: '24 or later',
    mend: lack === null ? null : `${brought} on Linux; elsewhere install Node 24`,
  };
}

/**
 * @param {import('./context.mjs').Context} context
 * @returns {Promise<Check>}
 */
async function goCheck(context) {
  const found = await goFound(context);
  const lack = await go.check(context);
  const none = lack === null ? 'none, and none is needed: the images are there' : 'none';
  return {
    name: go.name,
    ok: lack === null,
    found: found === undefined ? none : `${found.version} (${found.command})`,
    need: '1.21 or later, to build the images of k6 and Toxiproxy',
    mend: lack === null ? null : `${brought} on Linux; elsewhere install Go`,
  };
}
