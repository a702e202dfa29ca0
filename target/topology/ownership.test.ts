import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isAlive, keptLabels, labels, ownLabels } from './ownership.ts';

const own = ownLabels('some-run')[labels.owner] ?? '';

describe('ownership', () => {
  it('names the boot, the process and when it started', () => {
    const [boot, processId, started, ...rest] = own.split(':');
    expect(boot).not.toBe('');
    expect(processId).toBe(String(process.pid));
    expect(started).toMatch(/^[A-Za-z0-9-]+$/);
    expect(rest).toEqual([]);
  });

  it('knows a living process, and forgets it when it has died', async () => {
    const child = spawn(process.execPath, ['-e', childScript], { stdio: ['pipe', 'pipe', 'inherit'] });
    const owner = await lineOf(child);
    expect(isAlive(own)).toBe(true);
    expect(isAlive(owner)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isAlive(owner)).toBe(false);
  });

  it('is not deceived by a process number that was given out again', () => {
    const [boot, processId] = own.split(':');
    expect(isAlive(`${boot}:${processId}:1`)).toBe(false);
  });

  it('takes everyone of another boot for dead', () => {
    const [, processId, started] = own.split(':');
    expect(isAlive(`another-boot:${processId}:${started}`)).toBe(false);
  });

  it('takes what it cannot read for alive, so that nobody else loses anything', () => {
    for (const owner of ['', 'kept', 'me', 'a:b:c']) expect(isAlive(owner)).toBe(true);
  });

  it('marks what is kept, and by whom', () => {
    expect(keptLabels('some-run')).toEqual({
      [labels.run]: 'some-run',
      [labels.owner]: 'kept',
      [labels.by]: own,
    });
  });
});

const childScript = `
  import(${JSON.stringify(new URL('ownership.ts', import.meta.url).href)})
    .then(({ ownLabels }) => console.log(ownLabels('a run')['onsale.owner']));
  process.stdin.resume();
`;

async function lineOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('no output');
  const [chunk] = await once(child.stdout, 'data');
  return String(chunk).trim();
}
