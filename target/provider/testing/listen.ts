import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProvider } from '../app.ts';
import { Ledger } from '../ledger.ts';

/** A provider that listens on a free port of loopback, with its ledger in a folder of its own. */
export interface ListeningProvider extends AsyncDisposable {
  url: string;
  /** Sets how it misbehaves from now on; an empty object is well-behaved. */
  behave(behaviour: { delayMs?: number; refuse?: boolean; silent?: boolean }): Promise<void>;
  charges(): Promise<{ key: string; amount: number; state: string }[]>;
}

export async function listenProvider(): Promise<ListeningProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'onsale-provider-'));
  const ledger = await Ledger.open(join(folder, 'ledger.ndjson'));
  const app = buildProvider({ ledger, operator: true, logLevel: 'silent' });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url,
    async behave(behaviour) {
      await app.inject({ method: 'PUT', url: '/behaviour', payload: behaviour });
    },
    async charges() {
      return (await app.inject('/ledger')).json().charges;
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await ledger[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
