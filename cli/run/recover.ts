import { access, readdir } from 'node:fs/promises';
import { sha256Of } from '../../reports/evidence/digest.ts';
import { readRun, writeRunRecord } from '../../reports/evidence/run-directory.ts';
import { mergeParts } from '../../scenarios/generator/merge.ts';
import { isAlive } from '../../target/topology/ownership.ts';
import { UsageError } from '../terminal/errors.ts';

/**
 * A run that was killed before its parts were merged can still be judged by them: merge what there is, and
 * leave it marked as incomplete, with the reason. Does nothing for a run that came to an end of its own.
 * Throws a UsageError for one that is still going on.
 */
export async function recoverParts(dir: string): Promise<void> {
  const { record, files, id } = await readRun(dir);
  if (record.state !== 'running') return;
  if (isAlive(record.owner)) {
    throw new UsageError(
      `${id} is still going on (process ${record.owner.split(':')[1]})`,
      'Wait for its end, or interrupt it; then check it.',
    );
  }
  if (!(await exists(files.parts)) || (await readdir(files.parts)).length === 0) return;
  const { history, timeline, problems } = await mergeParts({ dir });
  const note = ['the run died before its parts were merged', ...problems].join('; ');
  record.evidence.history = {
    complete: false,
    lines: history.lines,
    sha256: await sha256Of(files.history),
    note,
  };
  record.evidence.timeline = {
    complete: false,
    lines: timeline.lines,
    sha256: await sha256Of(files.timeline),
    note,
  };
  await writeRunRecord(dir, record);
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
