import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { productionClosure } from './closure.mjs';

/** @typedef {{ base: string, testbed: string, toxiproxy: string, k6: string }} ImageTags */

/** Every image of ours carries this label with its name, so that old ones can be listed and removed. */
export const imageLabel = 'onsale.image';

/** The workspaces whose production packages the testbed image carries; their sources are copied in at start. */
export const targetWorkspaces = ['target/api', 'target/provider'];

/**
 * The tags of the images this checkout needs, each a hash over what goes into it: two checkouts that need the
 * same image share it, and an edit of what is copied in at start (the API's source) or of a development
 * package builds nothing.
 *
 * @param {string} root the checkout's folder
 * @returns {ImageTags}
 * @throws if package-lock.json or a recipe cannot be read
 */
export function imageTags(root) {
  const images = join(root, 'target', 'images');
  const recorder = join(root, 'scenarios', 'recorder');
  /** @type {import('./closure.mjs').LockFile} */
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const base = tag('base', [file(images, 'base.mjs')]);
  const binary = [file(images, 'binaries.mjs'), file(images, 'binary/Dockerfile')];
  const goModule = [file(recorder, 'go.mod'), file(recorder, 'go.sum')];
  return {
    base,
    testbed: tag('testbed', [
      base,
      ...filesBelow(join(images, 'testbed')).map((name) => file(join(images, 'testbed'), name)),
      ...nodeBinaries(lock),
      ...new Set(targetWorkspaces.flatMap((workspace) => productionClosure(lock, workspace))),
    ]),
    toxiproxy: tag('toxiproxy', [...binary, ...goModule]),
    k6: tag('k6', [
      ...binary,
      ...goModule,
      ...filesBelow(recorder)
        .filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'))
        .map((name) => file(recorder, name)),
    ]),
  };
}

/** @param {import('./closure.mjs').LockFile} lock */
function nodeBinaries(lock) {
  return Object.entries(lock.packages)
    .filter(([path]) => path.startsWith('node_modules/node-linux-'))
    .map(([path, locked]) => `${path} ${locked.version} ${locked.integrity}`)
    .sort();
}

/**
 * @param {string} name
 * @param {string[]} parts
 */
function tag(name, parts) {
  const hash = createHash('sha256');
  // A length before each part: no two lists of parts can run into the same bytes.
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return `onsale/${name}:${hash.digest('hex').slice(0, 12)}`;
}

/**
 * @param {string} folder
 * @param {string} name
 */
function file(folder, name) {
  return `${name}\n${readFileSync(join(folder, name), 'utf8')}`;
}

/**
 * @param {string} folder
 * @returns {string[]} paths relative to it, with `/`, sorted
 */
function filesBelow(folder) {
  // Names, not Dirents: those know their folder only from Node 20.12 on, and doctor runs on older ones.
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort();
}
