#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The program's entry, for any Node from 18 on and also before a package is installed: it runs the command line
 * here if this Node can, in the packaged Node if there is one, and else lets `doctor` say what is missing.
 */
const harnessFailed = 70;
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const argv = process.argv.slice(2);
const packagedNode = join(root, 'node_modules', '.bin', 'node');

if (canRunHere()) {
  endWithParent();
  const { main } = await import('./main.ts');
  await main(argv);
} else if (existsSync(packagedNode) && packagesAreThere() && process.env.ONSALE_PACKAGED_NODE === undefined) {
  runIn(packagedNode);
} else if (argv[0] === 'doctor') {
  await doctor();
} else {
  fail();
}

/** Type stripping and `using`: Node 24. */
function canRunHere() {
  return Number.parseInt(process.versions.node, 10) >= 24 && packagesAreThere();
}

function packagesAreThere() {
  try {
    createRequire(import.meta.url).resolve('commander');
    return true;
  } catch {
    return false;
  }
}

/**
 * The same in another Node. The child leads a session of its own, so that a signal reaches it exactly once, by
 * way of us: Ctrl-C goes to all processes of a terminal's group, and a second signal means «leave at once».
 * The channel tells the child when we are gone, killed in a way that cannot be passed on.
 *
 * @param {string} node
 */
function runIn(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...argv], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, ONSALE_PACKAGED_NODE: process.versions.node },
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`onsale: ${node} does not start: ${error.message}\n  npm ci installs it anew\n`);
    process.exitCode = harnessFailed;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? harnessFailed;
      return;
    }
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** In the child of `runIn`: a parent that is gone is an interrupt, which undoes and removes what was started. */
function endWithParent() {
  if (!process.channel) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}

async function doctor() {
  // `onsale doctor | head` closes our pipe early, which is no failure.
  process.stdout.on('error', (error) => {
    if ('code' in error && error.code !== 'EPIPE') throw error;
  });
  const { setupChecks } = await import('../setup/doctor.mjs');
  const checks = await setupChecks(root);
  if (argv.includes('--json')) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
  else {
    for (const { name, ok, found, need, mend } of checks) {
      process.stdout.write(`${ok ? '✔' : '✘'} ${name.padEnd(16)} ${found}\n`);
      if (mend !== null) process.stdout.write(`  needs ${need}\n  → ${mend}\n`);
    }
  }
  process.exitCode = checks.every(({ ok }) => ok) ? 0 : harnessFailed;
}

function fail() {
  const message = `Node ${process.versions.node} cannot run onsale as it is here: Node 24 or npm packages are missing`;
  const hint =
    'npm start brings what is missing and runs the first scenario; node setup/setup.mjs only brings; onsale doctor says what lacks';
  if (argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ error: { code: 'setup', message, hint } })}\n`);
  } else process.stderr.write(`onsale: ${message}\n  ${hint}\n`);
  process.exitCode = harnessFailed;
}
