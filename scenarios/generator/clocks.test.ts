import { describe, expect, test } from 'vitest';
import { type ClockReading, offsetOf } from './clocks.ts';

const wallNs = 1_795_231_163_929_000_000n;
const hourNs = 3_600_000_000_000n;
const [startedNs, seenNs] = [1_000_000_000n, 1_800_000_000n];

function reading(source: string, monotonicNs: bigint, wall: bigint): ClockReading {
  return { source, monotonicNs: String(monotonicNs), wallNs: String(wall), resolutionNs: 1 };
}

/** Ours, taken at the end; the wall clock was at `wallNs` when we started. */
const ours = (setByNs = 0n) => reading('node', seenNs, wallNs + (seenNs - startedNs) + setByNs);

/** Theirs, taken half a second after we started, on a clock that is so far ahead of ours. */
const theirs = (aheadNs: bigint) =>
  reading('k6-0', startedNs + 500_000_000n + aheadNs, wallNs + 500_000_000n);

describe('the wall clock ran on', () => {
  test.each([0n, 4_999_999n, -4_999_999n])('%d ns apart are one clock', (aheadNs) => {
    expect(offsetOf(theirs(aheadNs), ours(), startedNs)).toBe(0);
  });

  test.each([5_000_000n, -5_000_000n, 60_000_000_000n, -hourNs])('%d ns apart are two', (aheadNs) => {
    expect(offsetOf(theirs(aheadNs), ours(), startedNs)).toBe(Number(aheadNs));
  });
});

describe('the wall clock was set between the two readings', () => {
  test.each([hourNs, -hourNs, 2_000_000_000n])('by %d ns: a clock that can be ours is ours', (setByNs) => {
    expect(offsetOf(theirs(0n), ours(setByNs), startedNs)).toBe(0);
  });

  test('and theirs cannot be ours: nobody knows how far they are apart', () => {
    expect(offsetOf(theirs(60_000_000_000n), ours(hourNs), startedNs)).toBeNull();
  });
});
