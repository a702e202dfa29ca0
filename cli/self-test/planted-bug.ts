import type { Evidence } from '../../reports/verdict/verdict.ts';
import type { DialectName } from '../../scenarios/generator/dialects.ts';
import type { ShapeName } from './shapes.ts';

/** A bug that the target is started with, and what must be found because of it. */
export interface PlantedBug {
  /** Names the target's variant (target/api/broken). */
  variant: string;
  summary: string;
  /** The finding that must fail. Others may fail beside it: one bug breaks more than one promise. */
  finding: string;
  /** The dialect (`seats` when absent), strategy and layer the bug stands in. */
  settings: { api?: DialectName; strategy: string; fastLayer: boolean };
  /** How buyers must behave for it to show. */
  shape: ShapeName;
  /**
   * Whether one counterexample shows what this bug does, by its operations and rows: that something was
   * wrong with the same promise is not enough, for other bugs break it as well.
   *
   * @param all every counterexample of the finding
   */
  shows(counterexample: Evidence, all: readonly Evidence[]): boolean;
}
