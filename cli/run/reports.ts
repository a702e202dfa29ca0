import { writeFile } from 'node:fs/promises';
import { runFiles } from '../../reports/evidence/run-directory.ts';
import { renderReport } from '../../reports/render/render.ts';
import type { Verdict } from '../../reports/verdict/verdict.ts';

/** Write what people and CI read beside the evidence: report.html, junit.xml, summary.md. Gives their paths. */
export async function writeReports(
  dir: string,
  verdict: Verdict,
): Promise<{ report: string; junit: string; summary: string }> {
  const { report, junit, summary } = runFiles(dir);
  const files = [
    ['html', report],
    ['junit', junit],
    ['md', summary],
  ] as const;
  await Promise.all(
    files.map(async ([format, file]) => writeFile(file, await renderReport(dir, verdict, format))),
  );
  return { report, junit, summary };
}
