import { access, writeFile } from 'node:fs/promises';
import { hooks as shop } from '../../../examples/shop/shop.hooks.ts';
import type { ClientHooks } from '../../../scenarios/clients/client.ts';

const { ONSALE_TEST_RESTING: sign = '' } = process.env;

/** Between the load and the ledger: puts up a sign, and goes on when somebody has taken it away. */
export const hooks: ClientHooks = {
  ...shop,
  async quiesce(io) {
    await shop.quiesce?.(io);
    await writeFile(sign, '');
    while (await isThere(sign)) {
      io.signal.throwIfAborted();
      await io.sleep(5);
    }
  },
};

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
