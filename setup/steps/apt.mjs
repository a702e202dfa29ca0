/** How long apt may wait for another package manager that is at work, in seconds. */
const lockSeconds = 300;

/** Steps run side by side, and apt's lists can be updated by one at a time only. */
let turn = Promise.resolve();

/**
 * Install Debian packages without what they merely recommend.
 *
 * @param {import('../context.mjs').Context} context
 * @param {string[]} names
 * @throws {import('../errors.mjs').SetupError} if apt fails
 */
export function aptInstall({ commands }, names) {
  const options = ['-o', `DPkg::Lock::Timeout=${lockSeconds}`];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const done = turn.then(async () => {
    // An apt that was killed half-way asks for this before it does anything else.
    await commands.demand('dpkg', ['--configure', '-a'], { env });
    await commands.demand('apt-get', ['update', ...options], { env });
    await commands.demand('apt-get', ['install', '--yes', '--no-install-recommends', ...options, ...names], {
      env,
    });
  });
  // The next in line goes on whether or not this one succeeded; its own caller hears of a failure.
  turn = done.catch(() => {});
  return done;
}
