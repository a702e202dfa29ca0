import type { Integrity } from '../evidence/integrity.ts';
import type { Finding } from '../verdict/verdict.ts';
import { condition } from './condition.ts';

/** Whether each part of the evidence was written, and found again, to its last line. */
export function completenessFindings(parts: Record<'history' | 'timeline' | 'ledger', Integrity>): Finding[] {
  return (['history', 'timeline', 'ledger'] as const).map((part) =>
    condition({
      id: `${part}-whole`,
      expected: `the ${part} is whole`,
      observed: parts[part].said,
      holds: parts[part].whole,
    }),
  );
}
