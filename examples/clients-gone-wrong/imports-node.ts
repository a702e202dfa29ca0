import { readFileSync } from 'node:fs';
import type { Client } from '../../scenarios/clients/client.ts';

/** Gone wrong: loads in Node, and imports what k6 does not have. */
export const client = {
  name: 'reads a file',
  sells: 'pool',
  newState: () => null,
  async book() {
    const detail = readFileSync('/etc/hostname', 'utf8');
    return { outcome: 'refused', reason: 'other', detail };
  },
} satisfies Client<null>;

export const hooksFile = '../shop/shop.hooks.ts';
