import type { Command } from 'commander';
import { connectEngine } from '../../target/topology/engine.ts';
import { type KeptTopology, listKept } from '../../target/topology/kept.ts';
import { reap } from '../../target/topology/reaper.ts';
import type { CommandContext } from '../context.ts';
import { withCommonOptions } from '../options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** `onsale status`: what runs and where it answers, told from labels alone: who booted it may be long gone. */
export function registerStatus(program: Command, context: CommandContext): void {
  withCommonOptions(program.command('status').description('say what runs and where it answers')).action(
    async () => {
      const docker = await connectEngine();
      const { removed } = await reap(docker);
      if (removed.length > 0)
        context.terminal.note(`removed what an ended run had left: ${removed.join(', ')}`);
      showStatus(await listKept(docker), context.terminal);
    },
  );
}

/** Show kept topologies: the document of docs/cli.md, or a few lines. */
export function showStatus(topologies: readonly KeptTopology[], terminal: Terminal): void {
  terminal.document({
    up: topologies.length > 0 && topologies.every(({ state }) => state === 'up'),
    topology: topologies[0]?.topology ?? null,
    endpoints: topologies.flatMap(({ endpoints }) => endpoints),
    nodes: topologies.flatMap(({ nodes }) => nodes),
    faults: [],
  });
  if (topologies.length === 0) terminal.result('Nothing is up. onsale up boots the reference target.');
  for (const { topology, state, run, endpoints, nodes } of topologies) {
    terminal.result(`${terminal.out.bold(topology)} is ${words[state]} (run ${run})`);
    for (const { zone, url } of endpoints)
      terminal.result(`  zone ${zone} answers at ${terminal.out.cyan(url)}`);
    const width = Math.max(...nodes.map(({ name }) => name.length));
    for (const node of nodes) {
      const paint = node.state === 'running' ? terminal.out.green : terminal.out.red;
      terminal.result(
        `  ${node.name.padEnd(width)}  ${paint(node.state.padEnd(8))} ${terminal.out.dim(node.container)}`,
      );
    }
  }
}

const words: Record<KeptTopology['state'], string> = {
  up: 'up',
  booting: 'booting',
  broken: 'not whole; onsale down removes it',
};
