import { ConsecutiveBreaker, circuitBreaker, handleAll, isBrokenCircuitError } from 'cockatiel';

/** What a guarded call answers when Redis is, or is taken to be, away. */
export const away = Symbol('redis is away');

export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result | typeof away>;

/**
 * Lets calls through until several in a row failed, then skips them for a second at a time, so that a silent
 * Redis costs its time-out a few times and not once a request. `onFailure` hears of every failed call.
 */
export function createGuard(onFailure: (error: unknown) => void): Guard {
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) });
  return async (work) => {
    try {
      return await breaker.execute(work);
    } catch (error) {
      if (!isBrokenCircuitError(error)) onFailure(error);
      return away;
    }
  };
}
