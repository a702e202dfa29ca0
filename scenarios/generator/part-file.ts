import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';

/** What a part file says, or why it says nothing: whatever became of a part is a fact about the run. */
export type PartRead<T> = { value: T } | { problem: string; missing: boolean };

/**
 * Open a part for reading. What is no regular file (a folder, a pipe that nobody writes to) is a problem, and is
 * never waited for.
 */
export async function openPart(path: string): Promise<PartRead<FileHandle>> {
  try {
    if (!(await stat(path)).isFile()) return problemOf(path, 'it is no regular file');
    return { value: await open(path, 'r') };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return problemOf(path, error.message, error.code === 'ENOENT');
  }
}

/** Read a part that is one JSON object. */
export async function readPart<T>(path: string, schema: z.ZodType<T>): Promise<PartRead<T>> {
  const part = await openPart(path);
  if (!('value' in part)) return part;
  await using file = part.value;
  const text = await file.readFile('utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return problemOf(path, 'it is no JSON, or cut');
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data };
  return problemOf(path, z.prettifyError(parsed.error).replaceAll(/\s+/g, ' '));
}

function problemOf(path: string, what: string, missing = false): PartRead<never> {
  return { problem: `${basename(path)} cannot be read: ${what}`, missing };
}
