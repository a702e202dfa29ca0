import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 20;
const windowMs = 500;

/** How late this process comes to what is due. */
export interface LoopDelay extends Disposable {
  /**
   * Mean of a window of half a second, ms: the lesser one of the last two. One long stall, as when a whole sale
   * begins in one instant, is over by the time that anybody could be sent away for it.
   */
  readonly sustainedMs: number;
}

/** Measures until it is disposed of; keeps no process alive. */
export function watchLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let last = 0;
  let before = 0;
  histogram.enable();
  const timer = setInterval(() => {
    before = last;
    // Without a sample the mean is not a number.
    last = histogram.count === 0 ? 0 : Math.max(0, histogram.mean / 1e6 - resolutionMs);
    histogram.reset();
  }, windowMs);
  timer.unref();
  return {
    get sustainedMs() {
      return Math.min(last, before);
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}
