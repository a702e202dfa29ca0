import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The page's script could not be bundled. */
export class PageScriptError extends Error {
  override readonly name = 'PageScriptError';
}

/** Each page's script by the name of its entry. */
const bundled = new Map<PageName, Promise<string>>();

/** A run's report, or strategies side by side. */
type PageName = 'main' | 'comparison';

/**
 * The browser side of the page with the chart library, as one script. Made once a process (about 0.2 s). Throws
 * {@link PageScriptError}.
 */
export function pageScript(page: PageName = 'main'): Promise<string> {
  const script = bundled.get(page) ?? bundle(page);
  bundled.set(page, script);
  return script;
}

const sheets = ['base', 'findings', 'tables', 'figures', 'media'];

/** The page's style, in the order in which its sheets build on each other. */
export async function pageStyle(): Promise<string> {
  const read = (name: string) => readFile(new URL(`./style/${name}.css`, import.meta.url), 'utf8');
  return (await Promise.all(sheets.map(read))).join('');
}

async function bundle(page: PageName): Promise<string> {
  const entry = fileURLToPath(new URL(`./browser/${page}.ts`, import.meta.url));
  try {
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: 'iife',
      target: 'es2022',
      charset: 'ascii',
      legalComments: 'none',
      write: false,
      logLevel: 'silent',
    });
    const script = outputFiles[0]?.text;
    if (script) return script;
    throw new Error('esbuild gave no output');
  } catch (cause) {
    bundled.delete(page);
    throw new PageScriptError(
      `expected a bundle of ${entry}; esbuild failed. Run npm ci in the project's folder, then try again.`,
      { cause },
    );
  }
}
