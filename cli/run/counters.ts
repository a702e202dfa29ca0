import type { TimelineCounter } from '../../reports/evidence/timeline.ts';

/** What one part of the target has counted by itself so far; `name` is a measurement's. */
export interface Count {
  name: string;
  of: string;
  value: number;
}

/** Asks parts of the target what they counted. Null when they cannot be asked now. */
export type Counter = () => Promise<readonly Count[] | null>;

/**
 * Ask now, and again when the answer is called: by how much everything grew. A part that began its count anew
 * meanwhile, or could not be asked at both ends, tells nothing of the time before: then its measurement has no line.
 */
export async function countFrom(
  counter: Counter,
  now: () => number,
): Promise<() => Promise<TimelineCounter[]>> {
  const from = now();
  const before = await counter();
  return async () => {
    const after = await counter();
    return before === null || after === null ? [] : growth(before, after, { from, to: now() });
  };
}

function growth(
  before: readonly Count[],
  after: readonly Count[],
  { from, to }: { from: number; to: number },
): TimelineCounter[] {
  return [...new Set(before.map(({ name }) => name))].flatMap((name) => {
    const grown = before
      .filter((count) => count.name === name)
      .map(({ of, value }) => {
        const now = after.find((count) => count.name === name && count.of === of)?.value ?? Number.NaN;
        return now - value;
      });
    if (!grown.every((by) => by >= 0)) return [];
    const value = grown.reduce((sum, by) => sum + by, 0);
    return [{ kind: 'counter' as const, source: 'node', from, to, name, value }];
  });
}
