import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type Docker from 'dockerode';
import { afterEach, expect, it } from 'vitest';
import { imageTags } from '../images/tags.mjs';
import { connectEngine } from './engine.ts';
import { listKept, markWhole } from './kept.ts';
import { keptLabels, labels, ownLabels } from './ownership.ts';
import { reap } from './reaper.ts';
import { listLabelled, removeAll } from './removal.ts';

const docker: Docker = await connectEngine();
const { testbed } = imageTags(fileURLToPath(new URL('../..', import.meta.url)));
const run = `reap-${process.pid}`;

/** What a process did that was killed in the middle of it: one container running, one just created, a network. */
async function make(its: Record<string, string>, suffix: string): Promise<void> {
  const name = (part: string) => `onsale-${run}-${suffix}-${part}`;
  const network = await docker.createNetwork({ Name: name('network'), Labels: its });
  const create = async (part: string) => {
    return await docker.createContainer({
      name: name(part),
      Image: testbed,
      Entrypoint: ['/bin/sleep', '600'],
      Labels: { ...its, [labels.node]: part },
      HostConfig: { NetworkMode: network.id },
    });
  };
  const [running] = await Promise.all([create('running'), create('created')]);
  await running.start();
}

/** The owner label of a process that has been killed. */
async function deadOwner(make: 'ownLabels' | 'keptLabels'): Promise<Record<string, string>> {
  const script = `
    import(${JSON.stringify(new URL('ownership.ts', import.meta.url).href)})
      .then((m) => console.log(JSON.stringify(m.${make}(${JSON.stringify(run)}))));
    process.stdin.resume();
  `;
  const child: ChildProcess = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('no output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  child.kill('SIGKILL');
  await once(child, 'exit');
  return JSON.parse(line);
}

async function left(): Promise<string[]> {
  return (await listLabelled(docker, `${labels.run}=${run}`)).map(({ name }) => name).sort();
}

afterEach(async () => {
  await removeAll(docker, await listLabelled(docker, `${labels.run}=${run}`));
});

it('removes what a dead owner left, created or running, and nothing of a living one', async () => {
  await Promise.all([make(await deadOwner('ownLabels'), 'dead'), make(ownLabels(run), 'alive')]);
  const { removed } = await reap(docker);
  expect(removed.filter((name) => name.includes(run)).sort()).toEqual([
    `onsale-${run}-dead-created`,
    `onsale-${run}-dead-network`,
    `onsale-${run}-dead-running`,
  ]);
  expect(await left()).toEqual([
    `onsale-${run}-alive-created`,
    `onsale-${run}-alive-network`,
    `onsale-${run}-alive-running`,
  ]);
});

it('two at once do not trip over each other', async () => {
  await make(await deadOwner('ownLabels'), 'dead');
  await Promise.all([reap(docker), reap(docker)]);
  expect(await left()).toEqual([]);
});

it('leaves what is kept, though its starter has gone', async () => {
  const its = await deadOwner('keptLabels');
  await make(its, 'kept');
  await markWhole(docker, run, its);
  await reap(docker);
  expect(await left()).toHaveLength(4);
  const [found] = (await listKept(docker)).filter((one) => one.run === run);
  expect(found?.nodes.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'created created',
    'running running',
  ]);
});

it('leaves what is kept and bears the two labels alone', async () => {
  await make({ [labels.run]: run, [labels.owner]: 'kept' }, 'kept');
  await reap(docker);
  expect(await left()).toHaveLength(3);
});

it('removes what was to be kept, when its starter died before it was whole', async () => {
  await make(await deadOwner('keptLabels'), 'half');
  await reap(docker);
  expect(await left()).toEqual([]);
});

it('leaves what is to be kept while its starter is at work', async () => {
  await make(keptLabels(run), 'booting');
  await reap(docker);
  expect(await left()).toHaveLength(3);
  expect((await listKept(docker)).find((one) => one.run === run)?.state).toBe('booting');
});
