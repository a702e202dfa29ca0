import writeFileAtomic from 'write-file-atomic';
import { readRun, runFiles } from '../../reports/evidence/run-directory.ts';
import { renderReport } from '../../reports/render/render.ts';
import { headline } from '../../reports/render/wording.ts';
import type { Verdict } from '../../reports/verdict/verdict.ts';

/** What was written for people, and the verdict in one sentence. */
export interface Written {
  report: string;
  junit: string;
  summary: string;
  headline: string;
}

/** Write what people and CI read beside the evidence: report.html, junit.xml, summary.md. Each whole or not at all. */
export async function writeReports(dir: string, verdict: Verdict): Promise<Written> {
  const { report, junit, summary } = runFiles(dir);
  const files = [
    ['html', report],
    ['junit', junit],
    ['md', summary],
  ] as const;
  await Promise.all(
    files.map(async ([format, file]) => writeFileAtomic(file, await renderReport(dir, verdict, format))),
  );
  const { record } = await readRun(dir);
  return { report, junit, summary, headline: headline(record, verdict) };
}
