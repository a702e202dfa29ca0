import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { isMissing } from '../evidence/lines-in-chunks.ts';
import { runFiles } from '../evidence/run-directory.ts';
import { Verdict } from './verdict.ts';

/** Write `verdict.json`: whole or not at all. */
export async function writeVerdict(dir: string, verdict: Verdict): Promise<void> {
  await writeFileAtomic(runFiles(dir).verdict, `${JSON.stringify(Verdict.parse(verdict), null, 2)}\n`);
}

/** The stored verdict; null when there is none, or none that this version reads (judging again makes one). */
export async function readVerdict(dir: string): Promise<Verdict | null> {
  let text: string;
  try {
    text = await readFile(runFiles(dir).verdict, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    return Verdict.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
