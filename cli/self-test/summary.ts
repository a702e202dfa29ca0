import { exitCodes } from '../terminal/exit-codes.ts';
import { soundVariant } from './course.ts';
import type { Trial } from './trial.ts';

/** All trials of one variant in one shape. */
export interface Row {
  variant: string;
  shape: string;
  expected: string;
  /** What else failed, in any of them. */
  besides: string[];
  caught: number;
  undecided: number;
  trials: number;
  /** Trials that took a second try. */
  repeated: number;
  /** Of the longest. */
  seconds: number;
  says: string;
}

/** One row for each variant and shape, in the order in which they were first tried. */
export function rowsOf(trials: readonly Trial[]): Row[] {
  return [...Map.groupBy(trials, ({ variant, shape }) => `${variant} ${shape}`).values()].map((same) => {
    const told = same.find(({ caught }) => !caught) ?? (same[0] as Trial);
    const { variant, shape, expected, says } = told;
    const found = new Set(same.flatMap((trial) => trial.found));
    return {
      variant,
      shape,
      expected,
      besides: [...found].filter((id) => id !== expected),
      caught: same.filter(({ caught }) => caught).length,
      undecided: same.filter(({ undecided }) => undecided).length,
      trials: same.length,
      repeated: same.filter(({ tries }) => tries > 1).length,
      seconds: Math.max(...same.map(({ seconds }) => seconds)),
      says,
    };
  });
}

/** How many were caught and passed, how long each pass took, and what was missed or not decided. */
export function conclusionOf(trials: readonly Trial[]): string[] {
  const [sound, planted] = [trials.filter(isSound), trials.filter((trial) => !isSound(trial))];
  const good = (some: readonly Trial[]) => `${some.filter(({ caught }) => caught).length} of ${some.length}`;
  const passes = [...Map.groupBy(trials, ({ pass }) => pass).values()].map((same) =>
    same.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(0),
  );
  const bad = trials.filter(({ caught }) => !caught);
  const named = (some: readonly Trial[]) =>
    some.map(({ variant, shape, pass }) => `${variant} (${shape}, pass ${pass})`).join(', ');
  const missed = bad.filter(({ undecided }) => !undecided);
  const undecided = bad.filter((trial) => trial.undecided);
  return [
    ...(planted.length === 0 ? [] : [`planted bugs caught: ${good(planted)}`]),
    ...(sound.length === 0 ? [] : [`sound passes: ${good(sound)}`]),
    `seconds a pass: ${passes.join(', ')}`,
    ...(missed.length === 0 ? [] : [`missed: ${named(missed)}`]),
    ...(undecided.length === 0 ? [] : [`not decided: ${named(undecided)}`]),
    ...bad.map(({ command }) => `repeat: onsale ${command.join(' ')}`),
  ];
}

/** 0 when all is caught and passes, 1 when anything is missed or cried over, 2 when it is only not decided. */
export function exitCodeOfTrials(trials: readonly Trial[]): number {
  const bad = trials.filter(({ caught }) => !caught);
  if (bad.length === 0) return exitCodes.pass;
  return bad.every(({ undecided }) => undecided) ? exitCodes.unknown : exitCodes.fail;
}

const isSound = ({ variant }: Trial) => variant === soundVariant;
