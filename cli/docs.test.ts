import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { CommandContext } from './context.ts';
import { program } from './program.ts';
import { Terminal } from './terminal/terminal.ts';

const root = resolve(import.meta.dirname, '..');
const pages = [
  'README.md',
  ...readdirSync(resolve(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Every command line that a page shows as one to type: `npx onsale …`, in a block or in the text. */
function commandsOf(page: string): string[] {
  const text = readFileSync(resolve(root, page), 'utf8');
  return [...text.matchAll(/npx onsale ([^`\n#]+)/g)].map(([, line = '']) => line.trim());
}

const shown = pages.flatMap((page) => commandsOf(page).map((line) => [page, line] as const));

/** The command line as it is, but that no command acts. */
function parser() {
  const { stdout, stderr } = process;
  const terminal = new Terminal({ stdout, stderr, env: {}, json: false, quiet: true });
  const { signal } = new AbortController();
  const context: CommandContext = {
    terminal,
    signal,
    root,
    cwd: root,
    env: {},
    argv: [],
    runsDir: root,
    exit: () => {},
    fail: () => {},
  };
  const onsale = program(context);
  for (const command of onsale.commands) command.action(() => {}).exitOverride();
  return onsale;
}

it('the pages show commands', () => {
  expect(shown.length).toBeGreaterThan(5);
});

it.each(shown)('%s: onsale %s', async (_page, line) => {
  await expect(parser().parseAsync(line.split(/\s+/), { from: 'user' })).resolves.toBeDefined();
});

it('links between pages lead somewhere', () => {
  for (const page of pages) {
    const text = readFileSync(resolve(root, page), 'utf8');
    for (const [, link = ''] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(() => readFileSync(resolve(root, page, '..', link)), `${page} → ${link}`).not.toThrow();
    }
  }
});
