import { describe, expect, it } from 'vitest';
import { runBenches } from './course.ts';
import { outcomeOf } from './document.ts';
import type { Bench, Figure } from './figure.ts';

const figure: Figure = {
  name: 'f',
  unit: 's',
  values: [1],
  baseline: null,
  bar: { of: 'median', max: 1 },
  boundBy: 'nothing',
};

const sound: Bench = { name: 'sound', summary: 's', run: async () => [figure] };
const broken: Bench = {
  name: 'broken',
  summary: 's',
  run: async () => {
    throw new Error('no engine');
  },
};

function courseOf(signal = new AbortController().signal, rounds: number | null = null) {
  const said: string[] = [];
  const context = { root: '/', env: {}, signal, say: (line: string) => said.push(line) };
  return { said, rounds, context, describe: (error: unknown) => String(error) };
}

describe('the course of benches', () => {
  it('gives each its rounds: as asked for, else its own, else five', async () => {
    const asked: number[] = [];
    const of = (usualRounds?: number): Bench => ({
      ...sound,
      ...(usualRounds === undefined ? {} : { usualRounds }),
      run: async ({ rounds }) => {
        asked.push(rounds);
        return [figure];
      },
    });
    await runBenches([of(20), of()], courseOf());
    await runBenches([of(20)], courseOf(undefined, 2));
    expect(asked).toEqual([20, 5, 2]);
  });

  it('goes on after one that broke, and says why it did', async () => {
    const course = courseOf();
    const results = await runBenches([broken, sound], course);
    expect(results).toMatchObject([
      { name: 'broken', problem: 'Error: no engine', figures: [] },
      { name: 'sound', problem: null, figures: [{ held: true }] },
    ]);
    expect(course.said.join('\n')).toContain('no engine');
  });

  it('ends at an interrupt, with its reason', async () => {
    const controller = new AbortController();
    const interrupted: Bench = {
      ...sound,
      run: async () => {
        controller.abort(new Error('SIGINT'));
        throw new Error('cut short');
      },
    };
    await expect(runBenches([interrupted, sound], courseOf(controller.signal))).rejects.toThrow('SIGINT');
  });
});

describe('the outcome', () => {
  const resultOf = (held: boolean | null, problem: string | null = null) => ({
    figures: [{ held }] as never,
    problem,
  });

  it('is held when no bar is missed', () => {
    expect(outcomeOf([resultOf(true), resultOf(null)])).toBe('held');
  });

  it('is missed when one is', () => {
    expect(outcomeOf([resultOf(true), resultOf(false)])).toBe('missed');
  });

  it('is broken when a bench could not measure, whatever else was missed', () => {
    expect(outcomeOf([resultOf(false), resultOf(null, 'no engine')])).toBe('broken');
  });
});
