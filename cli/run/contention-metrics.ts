import type { Count } from './counters.ts';

const measurements: Readonly<Record<string, string>> = {
  conflict: 'target.conflicts',
  retry: 'target.retries',
  'lock-timeout': 'target.lock-timeouts',
};

/** What one instance's `/metrics` says of its rivals. Throws when it says nothing of them. */
export function contentionIn(metrics: string, instance: string): Count[] {
  const lines = metrics.matchAll(/^contention_total\{(?:[^}]*,)?kind="([a-z-]+)"[^}]*\} (\d+)$/gm);
  const counts = [...lines].flatMap(([, kind = '', value]) => {
    const name = measurements[kind];
    return name === undefined ? [] : [{ name, of: instance, value: Number(value) }];
  });
  if (counts.length === Object.keys(measurements).length) return counts;
  throw new TypeError(`expected ${instance} to tell contention_total of each kind, got ${counts.length}`);
}

/**
 * Ask every instance what it lost to rivals so far. Null when one does not answer: a target in trouble is no
 * fault of the harness.
 */
export async function contentionOf(
  instances: readonly { name: string; url: string }[],
): Promise<readonly Count[] | null> {
  const answers = await Promise.all(
    instances.map(async ({ name, url }) => {
      const answer = await fetch(url, { signal: AbortSignal.timeout(askTimeoutMs) }).catch(() => null);
      const text = answer?.ok === true ? await answer.text().catch(() => null) : null;
      return text === null ? null : contentionIn(text, name);
    }),
  );
  return answers.every((counts) => counts !== null) ? answers.flat() : null;
}

const askTimeoutMs = 5_000;
