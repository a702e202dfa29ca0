import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { K6Command } from './k6-container.ts';
import type { LoadedClient } from './load-client.ts';

/** Where k6 finds things in its container. */
export const inContainer = {
  scenarios: '/onsale/scenarios',
  client: '/onsale/client',
  plan: '/onsale/plan.json',
  parts: '/onsale/parts',
} as const;

/** This package's own scenarios. */
const scenarios = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Read-only: k6 has no business in anyone's sources. The project's root, so that a client's imports resolve. */
export function sourceMounts(client: LoadedClient): K6Command['mounts'] {
  return [
    { source: scenarios, target: inContainer.scenarios, mode: 'ro' },
    { source: client.projectRoot, target: inContainer.client, mode: 'ro' },
  ];
}

/** A client file's path in the container. */
export function clientPath(client: LoadedClient): string {
  return `${inContainer.client}/${relative(client.projectRoot, client.file).split(sep).join('/')}`;
}
