import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import { connectEngine } from '../../target/topology/engine.ts';
import { type KeptTopology, listKept } from '../../target/topology/kept.ts';
import { reap } from '../../target/topology/reaper.ts';
import type { CommandContext } from '../context.ts';
import { wholeNumber, withCommonOptions } from '../options.ts';
import { withEngine } from '../run/engine-watch.ts';
import type { Up } from '../run/kept-target.ts';
import { HarnessError, UsageError } from '../terminal/errors.ts';
import { Progress } from '../terminal/progress.ts';
import { apiOption, strategyOption } from './run.ts';
import { showStatus } from './status.ts';

/** `onsale up`: boot the reference target, seeded, and leave it running. One that is up already is left as it is. */
export function registerUp(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('up').description('boot the reference target and leave it running'))
    .addOption(new Option('--topology <name>', 'what to boot').choices(['single']).default('single'))
    .option('--instances <n>', 'API instances', wholeNumber(1, 8), 2)
    .addOption(apiOption().default('seats'))
    .addOption(strategyOption())
    .option('--fast-layer', 'refusals in Redis, before PostgreSQL is asked', true)
    .option('--no-fast-layer', 'without them')
    .option('--port <n>', 'where it answers, on 127.0.0.1 (default: any free port)', wholeNumber(1, 65_535))
    .option('--users <n>', 'users to seed', wholeNumber(1, 100_000), 1_000)
    .option('--seats <n>', 'seats (or tickets) to put on sale', wholeNumber(1, 100_000), 100)
    .action(async (options: Up, command: Command) => {
      const docker = await connectEngine();
      const { removed } = await reap(docker);
      if (removed.length > 0)
        context.terminal.note(`removed what an ended run had left: ${removed.join(', ')}`);
      const showThere = (there: KeptTopology) => {
        expectUp(there);
        expectSame(there, options, command);
        context.terminal.note('It is up already.');
        showStatus([there], context.terminal);
      };
      const [there] = await listKept(docker);
      if (there !== undefined) return showThere(there);
      const { bootKept, claimKept, unclaimKept } = await import('../run/kept-target.ts');
      const run = randomUUID().slice(0, 8);
      if (!(await claimKept(docker, run, context.root))) {
        // Another was quicker: it boots, or has just ended doing so.
        const [first] = await listKept(docker);
        if (first === undefined) throw bootingElsewhere();
        return showThere(first);
      }
      const progress = new Progress(context.terminal);
      const user = await withEngine(async () => {
        try {
          return await progress.phase('boot', (say) =>
            bootKept({ run, up: options, root: context.root, signal: context.signal, say }),
          );
        } catch (error) {
          await unclaimKept(docker, run);
          throw error;
        }
      });
      showStatus(
        (await listKept(docker)).filter((there) => there.run === run),
        context.terminal,
      );
      const admin = options.api === 'quantity' ? ' They may make and edit events.' : '';
      const who = `Log in as ${user.email} with «${user.password}».${admin}`;
      context.terminal.result(`${who} onsale down removes it.`);
    });
}

function bootingElsewhere(): UsageError {
  return new UsageError(
    'another onsale is booting the target right now',
    'Wait until it is up (onsale status), or end it (Ctrl-C); what is left without one, onsale down removes.',
  );
}

function expectUp({ state, nodes }: KeptTopology): void {
  if (state === 'booting') {
    throw bootingElsewhere();
  }
  if (state === 'up') return;
  const away = nodes
    .filter((node) => node.state !== 'running')
    .map((node) => `${node.name} is ${node.state}`);
  throw new HarnessError(
    `the target that was left running does not: ${away.join(', ')}`,
    'onsale down removes it, with what it holds; then it can be started afresh.',
  );
}

/** What is up must be what was asked for, as far as anything was. */
function expectSame(there: KeptTopology, options: Up, command: Command): void {
  const its: Partial<Record<string, unknown>> = there.options === null ? {} : JSON.parse(there.options);
  for (const [name, value] of Object.entries(options)) {
    const asked =
      command.getOptionValueSource(name) === 'cli' && !['json', 'quiet', 'runsDir'].includes(name);
    if (!asked || its[name] === value) continue;
    const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new UsageError(
      `a target is up, and it was started with ${flag} ${its[name] ?? 'unset'}, not ${value}`,
      'onsale down removes it; then it can be started otherwise.',
    );
  }
}
