import { type Command, Option } from 'commander';
import type { ContentionOptions } from '../../scenarios/options.ts';
import { decimal, range, wholeNumber } from '../options.ts';

/** The options of `contention`, as flags. Bounds that hang on each other are checked by the scenario. */
export function withContentionFlags(command: Command): Command {
  return command
    .option('--users <n>', 'buyers', wholeNumber(1, 10_000), 1_000)
    .option('--seats <n>', 'seats (or tickets) for sale', wholeNumber(1, 10_000), 100)
    .option('--skew <s>', "how unevenly seats are wanted: Zipf's exponent, 0 to 4", decimal, 0)
    .option('--hot <share>', 'share of the buyers who all want one and the same seat', decimal, 0)
    .option('--selection <n>', 'seats wanted at once, all or nothing: 1 to 4, or a range (1-4)', range, {
      min: 1,
      max: 1,
    })
    .option('--persistent', 'the refused go on to other seats until none is left', false)
    .option('--dawdle <share>', 'share of the buyers who let their hold run out before they pay', decimal, 0)
    .addOption(
      new Option('--queue [places]', 'buyers have to queue, and so many are in at once')
        .preset('100')
        .argParser(wholeNumber(1, 10_000)),
    )
    .option('--queue-rate <n>', 'how many who wait are let in, in a second', wholeNumber(1, 1_000), 50)
    .option('--intruders <share>', "share of the refused who try to cancel another's booking", decimal, 0);
}

/** Those of the flags that the scenario takes. */
export function contentionOptionsOf(flags: ContentionFlags): ContentionOptions {
  const { users, seats, skew, hot, selection, persistent, dawdle, intruders, queueRate } = flags;
  const { queue = null } = flags;
  return { users, seats, skew, hot, selection, persistent, dawdle, intruders, queue, queueRate };
}

/** As the command line gives them: what is not asked for is not there. */
export type ContentionFlags = Omit<ContentionOptions, 'queue'> & { queue?: number };
