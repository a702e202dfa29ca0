import type { Parts } from '../app.ts';
import type { Composition } from '../compose.ts';
import type { DialectName } from '../routes/dialects.ts';

/** A known bug, planted on purpose, to prove that what judges the target notices it. */
export interface Variant {
  readonly name: string;
  /** The dialect it is a bug of; of those that sell seats when absent. */
  readonly dialect?: DialectName;
  /** One sentence: what it does wrong. */
  readonly summary: string;
  /** SQL run after the migrations: takes away constraints that would keep the bug from showing. */
  readonly unmask: readonly string[];
  /** The sound parts with the bug in place of one or more of them. */
  readonly alter: (sound: Composition) => Parts;
}
