import { z } from 'zod';
import type { RunRecord } from '../evidence/run.ts';
import { percent } from './numbers.ts';

/** The options of a scenario that say what was wanted, as far as a run has them. */
const Wanted = z.object({
  skew: z.number().default(0),
  hot: z.number().default(0),
  selection: z.object({ min: z.number(), max: z.number() }).default({ min: 1, max: 1 }),
  persistent: z.boolean().default(false),
  dawdle: z.number().default(0),
  intruders: z.number().default(0),
});

/** What was wanted and how, in sentences; empty for one thing each, wanted alike, and one try. */
export function wantedInWords({ scenario, client }: Pick<RunRecord, 'scenario' | 'client'>): string {
  const wanted = Wanted.safeParse(scenario.options).data;
  if (wanted === undefined) return '';
  const { skew, hot, selection, persistent, dawdle, intruders } = wanted;
  const things = client.sells === 'seat' ? 'seats side by side' : 'tickets';
  const sentences = [
    skew > 0 &&
      `Wanted unevenly: the seat of rank k by a share in proportion to 1 ÷ k${skew === 1 ? '' : `^${skew}`} (Zipf).`,
    hot > 0 && `One seat was hot: ${percent(hot)} of the buyers wanted it.`,
    selection.max > 1 && `Each buyer wanted ${rangeOf(selection)} ${things}, all or nothing.`,
    persistent && 'Who was refused went on to others until none was left.',
    dawdle > 0 &&
      `${percent(dawdle)} of the buyers were to let their first hold run out before they paid, if they got one.`,
    intruders > 0 &&
      `${percent(intruders)} of the buyers were to try to cancel another’s booking, if they left with nothing.`,
  ];
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

/** Every option with its value, as it would be given on the command line. */
export function optionsInWords({ scenario }: Pick<RunRecord, 'scenario'>): [name: string, value: string][] {
  return Object.entries(scenario.options).map(([name, value]) => {
    const selection = name === 'selection' ? Wanted.shape.selection.safeParse(value).data : undefined;
    if (selection !== undefined) return [name, rangeOf(selection)];
    return [name, typeof value === 'string' ? value : JSON.stringify(value)];
  });
}

function rangeOf({ min, max }: { min: number; max: number }): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
