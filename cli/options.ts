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
