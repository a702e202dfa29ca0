import { type Command, InvalidArgumentError } from 'commander';

/** A parser for a whole number between two bounds; what it refuses, it names. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (
      !/^[+-]?\d+(e\d+)?$/i.test(text.trim()) ||
      !Number.isSafeInteger(value) ||
      value < min ||
      value > max
    ) {
      throw new InvalidArgumentError(
        `It takes a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')}.`,
      );
    }
    return value;
  };
}

/** `--json` and `--quiet`, which every command takes. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on standard output')
    .option('--quiet', 'no progress')
    .option('--runs-dir <dir>', 'where runs are kept (default: .onsale/runs, here)');
}

/** A parser for a number, fractions included; its bounds are the scenario's affair. */
export function decimal(text: string): number {
  const value = Number(text);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text.trim())) {
    throw new InvalidArgumentError('It takes a number such as 0.2.');
  }
  return value;
}

/** A parser for a whole number or a range of two: `2`, `1-4`. */
export function range(text: string): { min: number; max: number } {
  const [, min = '', max = min] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(text.trim()) ?? [];
  if (min === '') throw new InvalidArgumentError('It takes a whole number or a range, such as 2 or 1-4.');
  return { min: Number(min), max: Number(max) };
}
