import type { ClientHooks, Sale } from '../../scenarios/clients/client.ts';

/** What a library's callback may do: by itself it would end the whole process. */
export const hooks = {
  seed: async () => {
    setTimeout(() => {
      throw new Error('thrown where nobody waits');
    }, 50);
    return await Promise.withResolvers<Sale>().promise;
  },
} satisfies ClientHooks;
