import type { ClientIo, HookIo } from '../../../scenarios/clients/client.ts';
import * as node from '../../../scenarios/generator/node-io.ts';

const { signal } = new AbortController();

/** One buyer's way to the shop, with cookies of their own. */
export function buyerIo(baseUrl: string): ClientIo {
  return node.nodeIo({ baseUrl, signal });
}

/** What hooks are handed; no address before the shop has booted. */
export function hookIo(baseUrl = ''): HookIo {
  return node.hookIo({ baseUrl, signal });
}
