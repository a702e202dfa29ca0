/**
 * A place in the line as one number: the epoch, then the sequence number within it. Whoever waits with a lower
 * one is served before. It is exact in a double, which a sorted set's score is: 2^20 epochs of 2^32 places.
 */
export interface Place {
  epoch: number;
  sequence: number;
}

/** Also written out in the scripts. */
export const placesAnEpoch = 2 ** 32;

export function numberOf({ epoch, sequence }: Place): number {
  return epoch * placesAnEpoch + sequence;
}

export function placeOf(number: number): Place {
  return { epoch: Math.floor(number / placesAnEpoch), sequence: number % placesAnEpoch };
}
