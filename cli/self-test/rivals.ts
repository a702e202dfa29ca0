import type { Evidence } from '../../reports/verdict/verdict.ts';
import { type Answered, acknowledged, rowsOf, seconds } from './counterexample.ts';
import { shapes } from './shapes.ts';

/** Two who were both granted one seat and both have it in the ledger. */
interface Rivals {
  first: Answered;
  second: Answered;
}

/** The shortest hold of all shapes: what rivals in one rush are granted lies closer together. */
const shortest = seconds(Math.min(...Object.values(shapes).map(({ holdSeconds }) => holdSeconds)));

/** A seat was granted to two buyers in one rush, and both of them have a live order of it. */
export function soldToRivals(counterexample: Evidence): boolean {
  return rivalsOf(counterexample).some(({ first, second }) => second.ended - first.ended < shortest);
}

/** A seat was granted once more after its buyer was told that it is booked, and after the hold would have ended. */
export function soldAfterBooked(counterexample: Evidence): boolean {
  const booked = acknowledged(counterexample, 'book');
  return rivalsOf(counterexample).some(
    ({ first, second }) =>
      second.ended - first.invoked >= shortest &&
      booked.some(({ process, ended }) => process === first.process && ended < second.ended),
  );
}

/** Every two buyers with live orders, by their holds; `first` is who was granted it first. */
function rivalsOf(counterexample: Evidence): Rivals[] {
  const buyers = new Set(rowsOf(counterexample, 'order', 'confirmed').map(({ buyer }) => buyer));
  const holds = acknowledged(counterexample, 'hold')
    .filter(({ process }) => buyers.has(process))
    .toSorted((a, b) => a.ended - b.ended);
  return holds.flatMap((first, at) =>
    holds
      .slice(at + 1)
      .filter(({ process }) => process !== first.process)
      .map((second) => ({ first, second })),
  );
}
