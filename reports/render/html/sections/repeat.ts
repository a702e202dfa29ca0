import type { LineReport } from '../../../evidence/lines.ts';
import { repeatCommand } from '../../command.ts';
import { count } from '../../numbers.ts';
import { html, type Markup } from '../markup.ts';
import type { PageInput } from '../page-input.ts';

/** How to run it again, how to judge it again, and where the evidence is. */
export function repeatSection({ dir, run, gathered }: PageInput): Markup {
  const { history, timeline, ledger } = gathered.files;
  return html`<section aria-labelledby="again">
<h2 id="again">Again, and the evidence</h2>
<p class="lead">The same seed draws the same buyers, seats and order.</p>
${command(repeatCommand(run), 'Run it again')}
${command(`onsale check ${run.id}`, 'Judge the same evidence again')}
<div class="scroll"><table class="dense"><caption>In ${dir}</caption><thead><tr><th scope="col">File</th><th class="number" scope="col">Lines</th><th scope="col">State</th></tr></thead><tbody>
${file('history.ndjson', history, run.evidence.history)}
${file('timeline.ndjson', timeline, run.evidence.timeline)}
${file('ledger.ndjson', ledger, run.evidence.ledger)}
</tbody></table></div>
<footer class="note">Run ${run.id} · onsale ${run.versions.onsale ?? ''}</footer>
</section>`;
}

function command(text: string, label: string): Markup {
  return html`<div class="command"><span>${label}</span><code>${text}</code><button type="button" class="needs-script" data-copy="${text}">Copy</button></div>
`;
}

function file(
  name: string,
  report: LineReport,
  stated: { complete: boolean; lines: number | null; note: string | null },
): Markup {
  const problems = [
    report.missing && 'missing',
    report.cut && 'its last line is cut',
    report.corrupt > 0 && `${count(report.corrupt)} lines are not readable (${report.firstProblem})`,
    !stated.complete && 'was not written to its end',
    stated.lines !== null && stated.lines !== report.lines && `should have ${count(stated.lines)} lines`,
    stated.note,
  ].filter((problem) => typeof problem === 'string');
  return html`<tr><th scope="row">${name}</th><td class="number">${count(report.lines)}</td><td class="${problems.length > 0 && !stated.complete && 'warn'}">${problems.length === 0 ? 'complete' : problems.join('; ')}</td></tr>
`;
}
