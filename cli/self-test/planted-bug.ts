import type { Evidence } from '../../reports/verdict/verdict.ts';
import type { ShapeName } from './shapes.ts';

/** A bug that the target is started with, and what must be found because of it. */
export interface PlantedBug {
  /** Names the target's variant (target/api/broken). */
  variant: string;
  summary: string;
  /** The finding that must fail. Others may fail beside it: one bug breaks more than one promise. */
  finding: string;
  /** The seat strategy and layer the bug stands in. */
  settings: { strategy: string; fastLayer: boolean };
  /** How buyers must behave for it to show. */
  shape: ShapeName;
  /** Whether the evidence names what it must: a seat, order or key, its operations, the ledger's rows. */
  names(evidence: readonly Evidence[]): boolean;
}

/** Some piece of evidence names a subject, so many operations by their lines, and a row of each kind given. */
export function evidenceOf(least: { operations: number; rows?: readonly string[] }): PlantedBug['names'] {
  return (evidence) =>
    evidence.some(
      ({ subject, operations, ledger }) =>
        subject !== '' &&
        new Set(operations.map(({ index }) => index)).size >= least.operations &&
        (least.rows ?? []).every((kind) => ledger.some((row) => row.kind === kind)),
    );
}
