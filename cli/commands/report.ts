import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { resolveRun } from '../../reports/evidence/stored-runs.ts';
import { renderReport } from '../../reports/render/render.ts';
import { judge } from '../../reports/verdict/judge.ts';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';
import { UsageError } from '../terminal/errors.ts';

interface ReportOptions {
  format: 'html' | 'junit' | 'md' | 'json';
  out?: string;
}

/** `onsale report RUN`: a stored run in one of its formats, to a file or to standard output. */
export function registerReport(program: Command, context: CommandContext): void {
  withCommonOptions(
    program
      .command('report')
      .description('render a stored run')
      .argument('[run]', 'a run: its id, a unique prefix, a path, or latest', 'latest')
      .addOption(
        new Option('--format <format>', 'which').choices(['html', 'junit', 'md', 'json']).default('html'),
      )
      .option('--out <file>', 'write to a file (default: standard output)'),
  ).action(async (reference: string, options: ReportOptions) => {
    const dir = await resolveRun(context.runsDir, reference);
    // Judged anew: a stored verdict may be of other evidence than what lies there now.
    const format = context.terminal.json && options.out === undefined ? 'json' : options.format;
    const text = await renderReport(dir, await judge(dir), format);
    if (options.out === undefined) {
      context.terminal.raw(text);
      return;
    }
    const file = resolve(context.cwd, options.out);
    await writeFile(file, text).catch((cause) => {
      throw new UsageError(
        `--out ${options.out} cannot be written`,
        'Name a file in a folder that is there and that you may write to.',
        { cause },
      );
    });
    context.terminal.document({ format: options.format, file });
    context.terminal.result(file);
  });
}
