import { join } from 'node:path';
import { z } from 'zod';
import { readPart } from './part-file.ts';

/** What the recorder writes last (scenarios/recorder/record/whole.go): the lines of its part files. */
const endMark = z.object({
  source: z.string(),
  history: z.number().int().nonnegative(),
  timeline: z.number().int().nonnegative(),
});

/** Lines that a source's parts were found to have. */
export type FoundLines = Omit<z.infer<typeof endMark>, 'source'>;

/** Why a source's parts are not all that it recorded; empty when they are. */
export async function notWhole(parts: string, source: string, found: FoundLines): Promise<string[]> {
  // Our own sampler is no other process: what it meets, it throws.
  if (source === 'node') return [];
  const read = await readPart(join(parts, `${source}.end.json`), endMark);
  if (!('value' in read)) {
    return [read.missing ? `${source} did not come to the end of writing: it has no end mark` : read.problem];
  }
  const kinds = ['history', 'timeline'] as const;
  return kinds
    .filter((kind) => found[kind] !== read.value[kind])
    .map((kind) => {
      const counts = `${found[kind]} found and ${read.value[kind]} written`;
      return `${source}.${kind}.ndjson: of the lines, ${counts}`;
    });
}
