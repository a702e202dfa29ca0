import { ClientUnfit } from './errors.ts';
import { StartedK6 } from './k6-container.ts';
import type { LoadedClient } from './load-client.ts';
import { clientPath, inContainer, sourceMounts } from './mounts.ts';

interface Preflight {
  image: string;
  client: LoadedClient;
  labels: Record<string, string>;
  signal: AbortSignal;
  /** k6 reads some syntax without end; a sound client takes it well under a second. */
  timeoutMs?: number;
}

/**
 * Have k6 load a client, without running anything. Throws {@link ClientUnfit} with k6's own words when it
 * cannot, or does not come to an end; the signal's reason when aborted.
 */
export async function checkInK6({
  image,
  client,
  labels,
  signal,
  timeoutMs = 15_000,
}: Preflight): Promise<void> {
  signal.throwIfAborted();
  await using k6 = await StartedK6.start({
    image,
    args: [
      'inspect',
      '--include-system-env-vars',
      '--no-color',
      '--log-format=raw',
      `${inContainer.scenarios}/lib/preflight.ts`,
    ],
    environment: { ONSALE_CLIENT: clientPath(client) },
    mounts: sourceMounts(client),
    network: { kind: 'none' },
    labels,
    logFile: null,
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  const ended = await Promise.race([k6.exited, aborted(deadline), aborted(signal)]);
  signal.throwIfAborted();
  if (ended === null) throw neverRead(client, timeoutMs);
  if (ended.exitCode === 0) return;
  throw new ClientUnfit(
    client.file,
    `Node can load it and k6 cannot: ${ownWords(k6.lastWords)}`,
    'k6 has no Node modules, npm packages, fetch, URL or dynamic import: use the io that operations are handed.',
  );
}

/** k6 was given a client and did not come to the end of reading it. */
export function neverRead(client: LoadedClient, timeoutMs: number): ClientUnfit {
  return new ClientUnfit(
    client.file,
    `k6 was still reading it after ${timeoutMs / 1_000} s`,
    'k6 reads `using`, `for await` and async generators without end: write the client without them.',
  );
}

/** What k6 complains of, in terms of the user's paths, in one line. */
export function ownWords(log: string): string {
  return log
    .replaceAll(`file://${inContainer.client}/`, '')
    .trim()
    .split('\n')
    .slice(-6)
    .join(' ')
    .slice(0, 1_000);
}

/** Resolves with null when the signal comes. */
export function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
}
