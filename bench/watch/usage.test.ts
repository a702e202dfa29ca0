import { describe, expect, it } from 'vitest';
import { type Snapshot, usageBetween } from './usage.ts';
import { describeBound } from './wording.ts';

const second = 1_000_000_000n;

function lookAt(seconds: number, busy: number, processes: Record<number, [string, number]>): Snapshot {
  return {
    atNs: BigInt(seconds) * second,
    machine: { busy, idle: 0, ioWait: seconds / 10, stolen: 0 },
    processes: new Map(
      Object.entries(processes).map(([id, [part, cpuSeconds]]) => [Number(id), { part, cpuSeconds }]),
    ),
  };
}

const snapshots = [
  lookAt(10, 100, { 1: ['k6', 5] }),
  lookAt(12, 103, { 1: ['k6', 7], 2: ['API', 1] }),
  lookAt(14, 107, { 2: ['API', 3] }),
];

describe('usage', () => {
  it('is summed over a window, by part and by process', () => {
    const usage = usageBetween(snapshots, { fromNs: 10n * second, toNs: 14n * second, cores: 2 });
    expect(usage).toMatchObject({ available: 8, busy: 7, parts: { k6: 2, API: 3 } });
    expect(usage?.ioWait).toBeCloseTo(0.4);
    expect(usage?.processes.get(2)).toBe(3);
  });

  it('is shared out where the window ends between two looks', () => {
    const usage = usageBetween(snapshots, { fromNs: 11n * second, toNs: 12n * second, cores: 2 });
    expect(usage).toMatchObject({ available: 2, busy: 1.5, parts: { k6: 1, API: 0.5 } });
  });

  it('takes a process whose number was given out again for a new one', () => {
    const again = [lookAt(0, 0, { 1: ['k6', 9] }), lookAt(1, 1, { 1: ['API', 0.25] })];
    expect(usageBetween(again, { fromNs: 0n, toNs: second, cores: 1 })?.parts).toEqual({ API: 0.25 });
  });

  it('is unknown outside of what was looked at', () => {
    expect(usageBetween(snapshots, { fromNs: 15n * second, toNs: 16n * second, cores: 2 })).toBeNull();
    expect(usageBetween([], { fromNs: 0n, toNs: second, cores: 2 })).toBeNull();
  });
});

describe('what bounded it', () => {
  const usage = { available: 10, busy: 0, ioWait: 0, stolen: 0, parts: {}, processes: new Map() };

  it('is the processors when they were full, with who used them, the most first', () => {
    const full = { ...usage, busy: 9.5, parts: { API: 3, k6: 5, others: 0.01 } };
    expect(describeBound([full])).toBe(
      'the processors: processors 95 % busy (k6 50 %, API 30 %) and 0 % waiting for the disk',
    );
  });

  it('is the disk when it was waited for', () => {
    expect(describeBound([{ ...usage, busy: 3, ioWait: 4 }])).toMatch(/^the disk: .* 40 % waiting/);
  });

  it('is neither when nothing was full', () => {
    expect(describeBound([{ ...usage, busy: 5 }])).toMatch(/^waiting for one another/);
  });

  it('is summed over rounds, and not guessed where nothing was seen', () => {
    expect(describeBound([{ ...usage, busy: 10 }, null, { ...usage, busy: 0 }])).toContain('50 % busy');
    expect(describeBound([null])).toMatch(/^not measured/);
  });
});
