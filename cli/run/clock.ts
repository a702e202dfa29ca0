/** A run's clock: nanoseconds since its epoch on CLOCK_MONOTONIC, which Node's hrtime and our k6 both read. */
export interface RunClock {
  epochNs: bigint;
  wall: Date;
  /** ns since the epoch. */
  now(): number;
}

/** Start the clock; its epoch is now. */
export function startClock(wall: Date = new Date(), read: () => bigint = process.hrtime.bigint): RunClock {
  const epochNs = read();
  return { epochNs, wall, now: () => Number(read() - epochNs) };
}
