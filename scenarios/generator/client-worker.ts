import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

/** What a module turned out to export, as far as it can be told to another thread. */
export type Loaded =
  | {
      exports: Record<'baseUrl' | 'hooksFile' | 'ledger', unknown>;
      client: { fields: Record<string, unknown>; functions: string[] } | null;
    }
  | { error: string };

// Runs in a thread of its own: loading somebody's module may never come to an end.
parentPort?.postMessage(await load(String(workerData)));

async function load(file: string): Promise<Loaded> {
  try {
    const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
    const { client, baseUrl, hooksFile, ledger } = module;
    return { exports: plain({ baseUrl, hooksFile, ledger }), client: described(client) };
  } catch (error) {
    return { error: saidOf(error, file) };
  }
}

/** What was thrown, and where in the user's own file; the frames of Node and ours are nobody's business. */
function saidOf(error: unknown, file: string): string {
  if (!(error instanceof Error)) return String(error);
  const url = pathToFileURL(file).href;
  const at = error.stack?.split('\n').find((line) => line.includes(url));
  const place = at === undefined ? null : /:(\d+):\d+\)?$/.exec(at.trim());
  return `${error.name}: ${error.message}${place === null ? '' : ` (line ${place[1]})`}`;
}

function described(client: unknown): { fields: Record<string, unknown>; functions: string[] } | null {
  if (typeof client !== 'object' || client === null) return null;
  const entries = Object.entries(client);
  return {
    fields: plain(Object.fromEntries(entries.filter(([, value]) => typeof value !== 'function'))),
    functions: entries.filter(([, value]) => typeof value === 'function').map(([name]) => name),
  };
}

/** Data only: what is a function cannot leave the thread. */
function plain<T>(data: T): T {
  return JSON.parse(JSON.stringify(data)) as T;
}
