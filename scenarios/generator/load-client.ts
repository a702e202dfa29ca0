import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Client, ClientHooks, LedgerSource } from '../clients/client.ts';
import { ledgerSource } from '../ledger/source.ts';
import type { Loaded } from './client-worker.ts';
import { ClientUnfit } from './errors.ts';

/** A client file that Node could load, and what it says of itself. */
export interface LoadedClient {
  /** Absolute. */
  file: string;
  /** The nearest folder above that has a package.json, else the file's own. */
  projectRoot: string;
  name: string;
  sells: Client['sells'];
  /** Which of the operations it has, in the order of a purchase. */
  operations: string[];
  /** Those that its API promises to do once for one idempotency key. */
  idempotent: string[];
  baseUrl: string | null;
  /** Absolute. */
  hooksFile: string | null;
  ledger: LedgerSource | null;
}

const operations = ['enter', 'available', 'hold', 'release', 'order', 'book', 'cancel'] as const;

/** Operations of a waiting queue, by the functions that do them. */
const queueOperations: Readonly<Record<string, string>> = {
  queueJoin: 'queue-join',
  queueAdmit: 'queue-admit',
  queueLeave: 'queue-leave',
};

const shape = z.object({
  exports: z.object({
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
    hooksFile: z.string().min(1).optional(),
    ledger: ledgerSource.optional(),
  }),
  client: z
    .object({
      fields: z.object({
        name: z.string().min(1),
        sells: z.enum(['seat', 'pool']),
        idempotent: z.array(z.enum(['hold', 'order', 'book'])).default([]),
      }),
      functions: z
        .array(z.string())
        .refine((names) => names.includes('newState'), { error: 'newState is missing: a function' })
        .refine((names) => names.includes('book'), { error: 'book is missing: a function' })
        .refine((names) => names.includes('queueJoin') === names.includes('queueAdmit'), {
          error: 'queueJoin and queueAdmit go together: who joins asks for their turn',
        }),
    })
    .refine(({ fields, functions }) => fields.idempotent.every((name) => functions.includes(name)), {
      error: 'idempotent names an operation that the client does not have',
    }),
});

/**
 * Load a client's module in a thread of its own and check its shape. Throws {@link ClientUnfit}, naming the
 * file, when it is not there, throws, does not come to an end within `timeoutMs`, or has another shape.
 */
export async function loadClient(file: string, { timeoutMs = 10_000 } = {}): Promise<LoadedClient> {
  const path = resolve(file);
  if (!existsSync(path)) throw new ClientUnfit(path, 'there is no such file');
  const loaded = await loadInThread(path, timeoutMs);
  if ('error' in loaded) throw new ClientUnfit(path, `cannot be loaded: ${loaded.error}`);
  if (loaded.client === null) {
    throw new ClientUnfit(
      path,
      'exports no `client`',
      'It takes: export const client = { … } satisfies Client<State>',
    );
  }
  const parsed = shape.safeParse(loaded);
  if (!parsed.success) {
    const problem = z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ');
    throw new ClientUnfit(path, `has not the shape of a client: ${problem}`);
  }
  const { exports, client } = parsed.data;
  return {
    file: path,
    projectRoot: projectRootOf(path),
    ...client.fields,
    operations: [
      ...operations.filter((name) => client.functions.includes(name)),
      ...client.functions.flatMap((name) => queueOperations[name] ?? []),
    ],
    baseUrl: exports.baseUrl ?? null,
    hooksFile: exports.hooksFile === undefined ? null : resolve(dirname(path), exports.hooksFile),
    ledger: exports.ledger ?? null,
  };
}

/**
 * The functions that a client's hooks module exports as `hooks`; none when the client names no such module. It is
 * loaded in a thread of its own first: here, one whose loading never ends could not be ended. Throws
 * {@link ClientUnfit}, naming the file, as {@link loadClient} does.
 */
export async function loadHooks(client: LoadedClient, { timeoutMs = 10_000 } = {}): Promise<ClientHooks> {
  const { hooksFile } = client;
  if (hooksFile === null) return {};
  if (!existsSync(hooksFile)) throw new ClientUnfit(client.file, `there is no ${hooksFile}, its hooksFile`);
  const tried = await loadInThread(hooksFile, timeoutMs);
  if ('error' in tried) throw new ClientUnfit(hooksFile, `cannot be loaded: ${tried.error}`);
  let hooks: unknown;
  try {
    ({ hooks } = (await import(pathToFileURL(hooksFile).href)) as { hooks?: unknown });
  } catch (cause) {
    throw new ClientUnfit(hooksFile, 'cannot be loaded', undefined, { cause });
  }
  if (isHooks(hooks)) return hooks;
  throw new ClientUnfit(
    hooksFile,
    'exports no `hooks` that are functions',
    'It takes: export const hooks = { … } satisfies ClientHooks',
  );
}

function isHooks(hooks: unknown): hooks is ClientHooks {
  return (
    typeof hooks === 'object' &&
    hooks !== null &&
    Object.values(hooks).every((hook) => hook === undefined || typeof hook === 'function')
  );
}

function loadInThread(path: string, timeoutMs: number): Promise<Loaded> {
  return new Promise((resolveLoaded, reject) => {
    // What the module prints as it loads is not our output.
    const worker = new Worker(new URL('./client-worker.ts', import.meta.url), {
      workerData: path,
      stdout: true,
      stderr: true,
    });
    const timer = setTimeout(() => {
      void worker.terminate();
      const hint =
        'A module that is loaded must come to an end: does it loop, or wait for something, at its top?';
      reject(new ClientUnfit(path, `was still loading after ${timeoutMs / 1_000} s`, hint));
    }, timeoutMs);
    const settle = (then: () => void) => {
      clearTimeout(timer);
      then();
      void worker.terminate();
    };
    worker.once('message', (loaded: Loaded) => settle(() => resolveLoaded(loaded)));
    worker.once('error', (cause) => settle(() => resolveLoaded({ error: cause.message })));
    worker.once('exit', (code) =>
      settle(() => resolveLoaded({ error: `it ended the process (exit code ${code}) as it was loaded` })),
    );
  });
}

function projectRootOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return dirname(file);
  }
}
