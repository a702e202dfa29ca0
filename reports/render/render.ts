import { readRun } from '../evidence/run-directory.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { htmlRenderer } from './html/html.ts';
import { jsonRenderer } from './json.ts';
import { junitRenderer } from './junit.ts';
import { markdownRenderer } from './markdown.ts';
import type { Renderer } from './renderer.ts';

const renderers = {
  html: htmlRenderer,
  junit: junitRenderer,
  md: markdownRenderer,
  json: jsonRenderer,
} satisfies Record<string, Renderer>;

export type ReportFormat = keyof typeof renderers;

/**
 * A stored run and its verdict as one document: a page, JUnit XML, Markdown for a step summary, or the verdict
 * as JSON. Reads the run directory, writes nothing. Evidence that is missing or cut is said in the document.
 * Throws what `readRun` throws when `dir` holds no run, and `PageScriptError` when the page's script cannot be
 * bundled.
 */
export async function renderReport(dir: string, verdict: Verdict, format: ReportFormat): Promise<string> {
  const { record } = await readRun(dir);
  return renderers[format].render({ dir, run: record, verdict });
}
