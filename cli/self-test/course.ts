import { strategies } from '../../target/api/strategies/catalog.ts';
import { plantedBugs } from './bugs.ts';
import type { PlantedBug } from './planted-bug.ts';
import { type ShapeName, shapeNames } from './shapes.ts';

/** What is tried: a bug, or the sound target. */
export interface Attempt {
  pass: number;
  /** Null: the sound target. */
  bug: PlantedBug | null;
  shape: ShapeName;
  settings: PlantedBug['settings'];
}

/** The name by which the sound target is asked for and reported. */
export const soundVariant = 'sound';

/** Every name that `--only` takes. */
export const variantNames: readonly string[] = [soundVariant, ...plantedBugs.map(({ variant }) => variant)];

/**
 * What is tried in one pass: the sound target in every shape, then each bug. From shape to shape and pass to
 * pass the sound target's strategy and layer change, so that in some passes each stands in each.
 *
 * @param only names to try; null for all
 */
export function attemptsOf(pass: number, only: readonly string[] | null): Attempt[] {
  const guards = Object.keys(strategies);
  const wanted = (name: string) => only === null || only.includes(name);
  const sound = shapeNames.map((shape, at): Attempt => {
    const strategy = guards[(at + pass - 1) % guards.length] ?? '';
    const fastLayer = (Math.floor(at / 2) + pass) % 2 === 1;
    return { pass, bug: null, shape, settings: { strategy, fastLayer } };
  });
  const bugs = plantedBugs.map((bug): Attempt => {
    const { shape, settings } = bug;
    return { pass, bug, shape, settings };
  });
  return [...sound, ...bugs].filter(({ bug }) => wanted(bug?.variant ?? soundVariant));
}
