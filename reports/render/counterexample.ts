import type { Evidence } from '../verdict/verdict.ts';
import { duration } from './numbers.ts';

/** A counterexample as plain text, for JUnit: sentence, operations by history line, ledger rows. */
export function counterexampleText({ subject, what, operations, ledger }: Evidence): string {
  const from = Math.min(...operations.map(({ invoked }) => invoked));
  const at = (ns: number) => `+${duration((ns - from) / 1e6)}`;
  return [
    `${subject}: ${what}`,
    ...operations.map(
      ({ index, process, f, outcome, invoked, ended }) =>
        `  history.ndjson:${index + 1}  ${process} ${f} ${outcome}  ${at(invoked)} → ${ended === null ? 'never answered' : at(ended)}`,
    ),
    ...ledger.map((row) => `  ledger.ndjson  ${JSON.stringify(row)}`),
  ].join('\n');
}
