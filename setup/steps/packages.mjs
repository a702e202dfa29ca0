import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** npm packages, exactly as package-lock.json pins them.
 * @type {import('../context.mjs').Step} */
export const packages = {
  name: 'npm packages',
  needs: [],
  how: () => 'npm ci: package-lock.json → node_modules',
  async check({ root }) {
    const installed = join(root, 'node_modules', '.package-lock.json');
    // npm writes its own account last, so an install that was cut short has none.
    if (!existsSync(installed)) return 'node_modules is missing';
    const differs = firstDifference(
      lockedPackages(join(root, 'package-lock.json')),
      lockedPackages(installed),
    );
    return differs === undefined ? null : `node_modules does not match package-lock.json (${differs})`;
  },
  async bring({ root, commands }) {
    // --loglevel=error: npm warns of packages that want a newer Node, which is what is being brought.
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    await commands.demand('npm', ['ci', '--ignore-scripts', ...quiet], { cwd: root });
    return 'node_modules';
  },
};

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, link?: boolean, optional?: boolean }>}
 */
function lockedPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

/**
 * The first package that is pinned and not installed so. Optional ones may be absent: those of other platforms are.
 *
 * @param {ReturnType<typeof lockedPackages>} wanted
 * @param {ReturnType<typeof lockedPackages>} installed
 */
function firstDifference(wanted, installed) {
  return Object.entries(wanted).find(([path, want]) => {
    if (!path.includes('node_modules/') || want.link) return false;
    const have = installed[path];
    if (have === undefined) return want.optional !== true;
    return have.version !== want.version || have.integrity !== want.integrity;
  })?.[0];
}
