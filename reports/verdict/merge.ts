import type { Finding, VerdictWord } from './verdict.ts';

/** Fail beats unknown beats pass; without any finding nothing was shown, and the verdict is unknown. */
export function mergeVerdicts(findings: readonly Pick<Finding, 'verdict'>[]): VerdictWord {
  if (findings.some(({ verdict }) => verdict === 'fail')) return 'fail';
  if (findings.length === 0 || findings.some(({ verdict }) => verdict === 'unknown')) return 'unknown';
  return 'pass';
}
