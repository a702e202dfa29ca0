import { expect, it, vi } from 'vitest';
import { Interrupts } from './interrupt.ts';

it('a failure aborts with itself as the reason, and when undoing takes too long, it says so', () => {
  vi.useFakeTimers();
  try {
    using interrupts = new Interrupts(
      () => {},
      () => {},
    );
    const tooLate = vi.fn();
    const failure = new Error('gone');
    interrupts.fail(failure, tooLate);
    expect(interrupts.signal.reason).toBe(failure);
    expect(tooLate).not.toHaveBeenCalled();
    interrupts.fail(new Error('another'), () => {});
    expect(interrupts.signal.reason).toBe(failure);
    vi.runAllTimers();
    expect(tooLate).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
