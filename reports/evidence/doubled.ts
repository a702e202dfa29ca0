type Numbers = Uint8Array | Int32Array | Float64Array;

/** A typed array with the same numbers, and as many zeros behind them. */
export function doubled<T extends Numbers>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2);
  larger.set(array);
  return larger;
}
