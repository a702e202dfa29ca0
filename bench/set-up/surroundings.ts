import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** What a bare machine must be given to reach the same registries as this one: nothing of it is ours to know. */
export interface Surroundings {
  /** Variables that say how the network is reached and whom to trust. */
  environment: Record<string, string>;
  /** Files and folders, at the same path over there. */
  paths: string[];
}

const named =
  /(^|_)(https?_proxy|no_proxy|all_proxy)$|CERT|CA_BUNDLE|CAINFO|^PIP_|^GO(PROXY|SUMDB|NOSUMDB|PRIVATE)$/i;

/** Where npm, pip, Go and apt look for what a machine's owner has set. */
const settings = (home: string) => [
  join(home, '.npmrc'),
  join(home, '.config/pip'),
  join(home, '.config/go/env'),
  '/etc/npmrc',
  '/etc/pip.conf',
  '/etc/apt/apt.conf.d',
  '/etc/apt/auth.conf.d',
  '/etc/apt/sources.list',
  '/etc/apt/sources.list.d',
  // Debian makes the second of what stands in the first, whenever it installs certificates.
  '/usr/local/share/ca-certificates',
  '/etc/ssl/certs/ca-certificates.crt',
];

/** Take what the environment names, and the files that it or the tools' own rules point to. */
export function surroundingsOf(
  env: NodeJS.ProcessEnv,
  exists: (path: string) => boolean = existsSync,
): Surroundings {
  const environment = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (named.test(name) && value ? [[name, value]] : [])),
  );
  const files = Object.values(environment).filter((value) => /^\/.*\.[a-z]+$/.test(value));
  const paths = [...new Set([...settings(env.HOME ?? '/root'), ...files])].filter(exists);
  return { environment, paths };
}

/** The Node and npm that a user has, past the ones that npm scripts find first: the binary, and npm's folder. */
export function usersNode(env: NodeJS.ProcessEnv): { node: string; npm: string } | null {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const find = (name: string) => folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const [node, npm] = [find('node'), find('npm')];
  if (node === undefined || npm === undefined) return null;
  // npm is a link to npm/bin/npm-cli.js.
  return { node: realpathSync(node), npm: dirname(dirname(realpathSync(npm))) };
}
