import type { ClientHooks, Sale } from '../../scenarios/clients/client.ts';

/** Never answers: whoever waits for it must be interruptible. */
export const hooks = {
  seed: async () => await Promise.withResolvers<Sale>().promise,
} satisfies ClientHooks;
