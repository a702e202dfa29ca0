import { closest } from 'fastest-levenshtein';
import type { DialectName } from '../../scenarios/generator/dialects.ts';
import { variants } from '../../target/api/broken/variants.ts';
import { UsageError } from '../terminal/errors.ts';

/**
 * The SQL that takes away what would mask a planted bug: none for the sound target.
 * Throws a UsageError for a variant that the target does not have, or not where it speaks this dialect.
 */
export function unmaskOf(broken: string | null, api: DialectName): readonly string[] {
  if (broken === null) return [];
  const variant = variants.find(({ name }) => name === broken);
  if (variant !== undefined) {
    const apis = variant.dialect === undefined ? ['seats', 'matches'] : [variant.dialect];
    if (apis.includes(api)) return variant.unmask;
    throw new UsageError(
      `--broken ${broken} is a bug of the API ${apis.join(' and ')}, not of ${api}`,
      `Say --api ${apis[0]}, or plant another one.`,
    );
  }
  const names = variants.map(({ name }) => name);
  throw new UsageError(
    `--broken ${broken}: the target has no such variant`,
    `Did you mean ${closest(broken, names)}? There are: ${names.join(', ')}`,
  );
}
