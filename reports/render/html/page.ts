import { headline, words } from '../wording.ts';
import { cspHash, embeddedJson, embeddedScript } from './embed.ts';
import { html, Markup } from './markup.ts';
import type { PageInput } from './page-input.ts';
import { findingsSection } from './sections/findings.ts';
import { loadSection } from './sections/load.ts';
import { repeatSection } from './sections/repeat.ts';
import { saleSection } from './sections/sale.ts';
import { setupSection } from './sections/setup.ts';
import { verdictSection } from './sections/verdict.ts';

/** The whole document. Nothing in it asks for anything outside it, and the policy in its head forbids it. */
export function page(input: PageInput & { script: string; style: string }): string {
  const { run, verdict, gathered } = input;
  const script = embeddedScript(input.script);
  const policy = `default-src 'none'; script-src ${cspHash(script)}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${words[verdict.verdict]}: ${headline(run, verdict)} · ${run.name}</title>
<style>${new Markup(input.style)}</style>
</head>
<body>
<main>
${verdictSection(input)}
${findingsSection(input)}
${saleSection(input)}
${loadSection(input)}
${setupSection(input)}
${repeatSection(input)}
</main>
<script type="application/json" id="page-data">${embeddedJson(gathered.page)}</script>
<script>${script}</script>
</body>
</html>
`.text;
}
