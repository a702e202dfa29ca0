import { writeFile } from 'node:fs/promises';
import { type ContentionPlan, contentionPlan } from './shape.ts';

/** Write a plan into its run's directory, where k6 reads it. Throws a ZodError, or what the file system throws. */
export async function writePlan(file: string, plan: ContentionPlan): Promise<void> {
  await writeFile(file, `${JSON.stringify(contentionPlan.parse(plan))}\n`);
}
