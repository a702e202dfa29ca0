import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProvider } from '../app.ts';
import { type Behaviour, Conduct } from '../behaviour.ts';
import { Callbacks } from '../callbacks.ts';
import { Ledger } from '../ledger.ts';

/** A provider that listens on a free port of loopback, with its ledger in a folder of its own. */
export interface ListeningProvider extends AsyncDisposable {
  url: string;
  /** Whom it calls back, signed with {@link callbackSecret}: nobody, until URLs are added. */
  callbackUrls: string[];
  /** Sets how it misbehaves from now on; an empty object is well-behaved. */
  behave(behaviour: Partial<Behaviour>): Promise<void>;
  charges(): Promise<{ key: string; amount: number; state: string }[]>;
}

export const callbackSecret = 'between a provider and its shop';

export async function listenProvider(): Promise<ListeningProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-provider-'));
  const ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
  const conduct = new Conduct();
  const callbackUrls: string[] = [];
  const callbacks = new Callbacks({ urls: callbackUrls, secret: callbackSecret, onGivenUp: () => {} });
  const app = buildProvider({ ledger, conduct, callbacks, logLevel: 'silent' });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    callbackUrls,
    async behave(behaviour) {
      conduct.behave(behaviour);
    },
    charges: async () => ledger.moved(),
    async [Symbol.asyncDispose]() {
      await app.close();
      await callbacks[Symbol.asyncDispose]();
      await ledger[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
