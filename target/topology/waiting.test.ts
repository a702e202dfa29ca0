import { describe, expect, it } from 'vitest';
import { NotInTimeError, waitUntil } from './waiting.ts';

const never = new AbortController().signal;

describe('waiting', () => {
  it('gives what the first good probe answered', async () => {
    let probes = 0;
    const probe = async () => {
      if (++probes < 3) throw new Error('not yet');
      return probes;
    };
    expect(await waitUntil(probe, { timeoutMs: 10_000, signal: never })).toBe(3);
  });

  it('says at the deadline what was seen instead', async () => {
    const seen = new Error('answered 503');
    const wait = waitUntil(() => Promise.reject(seen), { timeoutMs: 50, signal: never });
    await expect(wait).rejects.toThrow(NotInTimeError);
    await expect(wait).rejects.toHaveProperty('cause', seen);
  });

  it('does not wait for a probe that never ends', async () => {
    const hangs = (signal: AbortSignal) =>
      new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    await expect(waitUntil(hangs, { timeoutMs: 50, signal: never })).rejects.toThrow('not within 0.05 s');
  });

  it('ends with the reason of an interrupt', async () => {
    const interrupt = new AbortController();
    const wait = waitUntil(
      async () => {
        interrupt.abort(new Error('interrupted'));
        throw new Error('not yet');
      },
      { timeoutMs: 10_000, signal: interrupt.signal },
    );
    await expect(wait).rejects.toThrow('interrupted');
  });
});
