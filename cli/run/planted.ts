import { closest } from 'fastest-levenshtein';
import { variants } from '../../target/api/broken/variants.ts';
import { UsageError } from '../terminal/errors.ts';

/**
 * The SQL that takes away what would mask a planted bug: none for the sound target.
 * Throws a UsageError for a variant that the target does not have.
 */
export function unmaskOf(broken: string | null): readonly string[] {
  if (broken === null) return [];
  const variant = variants.find(({ name }) => name === broken);
  if (variant !== undefined) return variant.unmask;
  const names = variants.map(({ name }) => name);
  throw new UsageError(
    `--broken ${broken}: the target has no such variant`,
    `Did you mean ${closest(broken, names)}? There are: ${names.join(', ')}`,
  );
}
