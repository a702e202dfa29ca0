import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll } from 'vitest';
import { imageTags } from '../../images/tags.mjs';
import { type ListeningProvider, listenProvider } from '../../provider/testing/listen.ts';
import { ownLabels } from '../../topology/ownership.ts';
import { type Stores, startStores } from './stores.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What the worlds of a suite share, once its tests run. */
export interface SuiteStores {
  readonly stores: Stores;
  readonly provider: ListeningProvider;
  readonly providerUrl: string;
}

/** PostgreSQL, Redis and a payment provider, started before a suite's tests and gone after them. */
export function suiteStores(run: string): SuiteStores {
  let stores: Stores;
  let provider: ListeningProvider;
  beforeAll(async () => {
    stores = await startStores({ image: imageTags(root).testbed, labels: ownLabels(run) });
    provider = await listenProvider();
  });
  afterAll(async () => {
    await provider[Symbol.asyncDispose]();
    await stores[Symbol.asyncDispose]();
  });
  return {
    get stores() {
      return stores;
    },
    get provider() {
      return provider;
    },
    get providerUrl() {
      return provider.url;
    },
  };
}
