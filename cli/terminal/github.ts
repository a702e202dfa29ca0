import { appendFile, readFile } from 'node:fs/promises';
import type { Verdict } from '../../reports/verdict/verdict.ts';

/** In GitHub Actions: an annotation for each finding that does not hold, and the summary on the step's page. */
export async function tellGitHub(
  verdict: Verdict,
  summaryFile: string,
  env: NodeJS.ProcessEnv,
  print: (line: string) => void,
): Promise<void> {
  if (env.GITHUB_ACTIONS === 'true') {
    for (const finding of verdict.findings) {
      if (finding.verdict === 'pass') continue;
      const level = finding.verdict === 'fail' ? 'error' : 'warning';
      print(
        `::${level} title=${property(`onsale: ${finding.id}`)}::${message(`${finding.observed} (expected ${finding.expected})`)}`,
      );
    }
  }
  if (env.GITHUB_STEP_SUMMARY) await appendFile(env.GITHUB_STEP_SUMMARY, await readFile(summaryFile, 'utf8'));
}

/** Escapes of GitHub's workflow commands, for a message and, stricter, for a property. */
function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
