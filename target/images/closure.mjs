/**
 * @typedef {{ version?: string, integrity?: string, link?: boolean, resolved?: string,
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, peerDependenciesMeta?: Record<string, { optional?: boolean }> }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 */

/** package-lock.json lacks a package that another one in it needs. */
export class LockFileError extends Error {
  /**
   * @param {string} wanted
   * @param {string} by
   */
  constructor(wanted, by) {
    super(
      `package-lock.json has no entry for ${wanted}, which ${by} needs; run npm install in an empty checkout and commit the lock file`,
    );
    this.name = 'LockFileError';
  }
}

/**
 * The production packages below one workspace, each with what pins it, sorted by path.
 *
 * Walks package-lock.json (lockfileVersion 3) the way Node resolves: from a package's own node_modules
 * outwards. Development packages, and everything that only other workspaces use, stay out.
 *
 * @param {LockFile} lock
 * @param {string} workspace its path in the lock file, such as `target/api`
 * @returns {string[]} lines of `path version integrity`
 * @throws {LockFileError} if a needed package is not locked
 */
export function productionClosure(lock, workspace) {
  /** @type {Map<string, string>} */
  const lines = new Map();
  const queue = [workspace];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const locked = lock.packages[at];
    if (locked === undefined) throw new LockFileError(at, 'the target');
    for (const [name, optional] of needs(locked)) {
      const path = resolvePath(lock, at, name);
      if (path === undefined) {
        if (optional) continue;
        throw new LockFileError(name, at);
      }
      if (lines.has(path)) continue;
      const found = lock.packages[path];
      lines.set(path, `${path} ${found?.version} ${found?.integrity}`);
      queue.push(path);
    }
  }
  return [...lines.values()].sort();
}

/**
 * @param {LockedPackage} locked
 * @returns {[name: string, optional: boolean][]}
 */
function needs(locked) {
  const optionalPeers = locked.peerDependenciesMeta ?? {};
  return [
    ...Object.keys(locked.dependencies ?? {}).map((name) => /** @type {[string, boolean]} */ ([name, false])),
    ...Object.keys(locked.optionalDependencies ?? {}).map(
      (name) => /** @type {[string, boolean]} */ ([name, true]),
    ),
    ...Object.keys(locked.peerDependencies ?? {}).map(
      (name) => /** @type {[string, boolean]} */ ([name, optionalPeers[name]?.optional === true]),
    ),
  ];
}

/**
 * @param {LockFile} lock
 * @param {string} from
 * @param {string} name
 */
function resolvePath(lock, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')))) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock.packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}
