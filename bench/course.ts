import { judgeFigure } from './bars.ts';
import type { BenchResult } from './document.ts';
import type { Bench, BenchContext } from './figure.ts';

const usualRounds = 5;

export interface BenchCourse {
  /** As asked for; null: each bench's own. */
  rounds: number | null;
  context: Omit<BenchContext, 'rounds'>;
  /** What to say of something that was thrown. */
  describe(error: unknown): string;
}

/**
 * Run benches one after another. One that breaks is a result with a problem, and the others still run; an
 * interrupt ends all, and throws its reason.
 */
export async function runBenches(
  benches: readonly Bench[],
  { rounds, context, describe }: BenchCourse,
): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const bench of benches) {
    const { name, summary } = bench;
    const of = { name, summary, rounds: rounds ?? bench.usualRounds ?? usualRounds };
    context.say(`${name}: ${summary} (${of.rounds} rounds)`);
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    try {
      const figures = await bench.run({ ...context, rounds: of.rounds });
      results.push({ ...of, seconds: seconds(), figures: figures.map(judgeFigure), problem: null });
    } catch (error) {
      context.signal.throwIfAborted();
      context.say(`${name} broke: ${describe(error)}`);
      results.push({ ...of, seconds: seconds(), figures: [], problem: describe(error) });
    }
  }
  return results;
}
