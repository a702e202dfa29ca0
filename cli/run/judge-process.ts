import { judge } from '../../reports/verdict/judge.ts';
import { writeVerdict } from '../../reports/verdict/verdict-file.ts';
import { reportOf } from '../terminal/errors.ts';
import { exitCodes } from '../terminal/exit-codes.ts';
import { writeReports } from './reports.ts';

/** A process of its own, started by judge-apart.ts: judges the run it is given and answers once. */
const [, , dir = ''] = process.argv;

// Who asked is gone: nobody wants an answer.
const leave = () => process.exit(exitCodes.interrupted);
process.on('disconnect', leave);

try {
  const verdict = await judge(dir);
  await writeVerdict(dir, verdict);
  answer({ verdict, written: await writeReports(dir, verdict) });
} catch (error) {
  const { message, hint, exitCode } = reportOf(error);
  answer({ message, hint, usage: exitCode === exitCodes.usage });
}

function answer(message: object): void {
  process.off('disconnect', leave);
  process.send?.(message, () => process.disconnect());
}
