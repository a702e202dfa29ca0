import { access, readdir } from 'node:fs/promises';
import { readRun, writeRunRecord } from '../../reports/evidence/run-directory.ts';
import { mergeParts } from '../../scenarios/generator/merge.ts';

/**
 * A run that was killed before its parts were merged can still be judged by them: merge what there is, and
 * leave it marked as incomplete, with the reason. Does nothing for any other run.
 */
export async function recoverParts(dir: string): Promise<void> {
  const { record, files } = await readRun(dir);
  if (record.state === 'collected' || (await exists(files.history)) || !(await exists(files.parts))) return;
  if ((await readdir(files.parts)).length === 0) return;
  const { history, timeline, problems } = await mergeParts({ dir });
  const note = ['the run died before its parts were merged', ...problems].join('; ');
  record.evidence.history = { complete: false, lines: history.lines, note };
  record.evidence.timeline = { complete: false, lines: timeline.lines, note };
  await writeRunRecord(dir, record);
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
