import { z } from 'zod';

/** A line of JSON held to its schema, or what is wrong with it. */
export function parseLine<T>(text: string, schema: z.ZodType<T>): { value: T } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  return { problem: z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ') };
}
