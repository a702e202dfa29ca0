import { expect, it, onTestFinished, vi } from 'vitest';
import { watchLoopDelay } from './loop-delay.ts';

function stall(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

it('sees a process that is late all the time, and that it is not any more', async () => {
  const loop = watchLoopDelay();
  onTestFinished(() => loop[Symbol.dispose]());
  expect(loop.sustainedMs).toBe(0);
  const busy = setInterval(() => stall(200), 1);
  await vi.waitUntil(() => loop.sustainedMs > 50, { timeout: 4_000 });
  clearInterval(busy);
  await vi.waitUntil(() => loop.sustainedMs < 50, { timeout: 4_000 });
});
