import { z } from 'zod';

/**
 * A line of JSON held to its schema, or what is wrong with it.
 * @param known what the schema would give, where that can be told sooner; null where only the schema can tell
 */
export function parseLine<T>(
  text: string,
  schema: z.ZodType<T>,
  known?: (json: unknown) => T | null,
): { value: T } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  const value = known?.(json) ?? null;
  if (value !== null) return { value };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  return { problem: z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ') };
}
