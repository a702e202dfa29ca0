import type { Finding } from '../../reports/verdict/verdict.ts';

/** A bug that the target is started with, and what must be found because of it. */
export interface PlantedBug {
  /** Names the target's variant (target/api/broken). */
  variant: string;
  summary: string;
  /** The finding that must fail. Others may fail beside it: one bug breaks more than one promise. */
  finding: string;
  /** The seat strategy and layer the bug stands in. */
  settings: { strategy: string; fastLayer: boolean };
  /** Whether the evidence names what it must: a seat and its operations, or the ledger rows. */
  names(evidence: Finding['evidence']): boolean;
}

/** Some piece of evidence names a subject and at least so many operations. */
export function namesOperations(least: number): PlantedBug['names'] {
  return (evidence) => evidence.some((piece) => piece.subject !== '' && piece.operations.length >= least);
}
