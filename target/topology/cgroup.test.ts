import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kernelUsageOf } from './cgroup.ts';

const container = 'f'.repeat(64);

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'onsale-cgroup-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

const usage = () => kernelUsageOf(container, 7, { proc: join(root, 'proc'), cgroup: join(root, 'cgroup') });

describe('what the kernel has counted of a container', () => {
  it('is read from groups of version 1', async () => {
    await write({
      'proc/7/cgroup': `4:memory:/docker/${container}\n2:cpu,cpuacct:/docker/${container}\n0::/\n`,
      [`cgroup/cpuacct/docker/${container}/cpuacct.usage`]: '2500000000\n',
      [`cgroup/memory/docker/${container}/memory.usage_in_bytes`]: '9000\n',
      [`cgroup/memory/docker/${container}/memory.stat`]: 'inactive_file 5\ntotal_inactive_file 1000\n',
    });
    expect(await usage()).toEqual({ cpuSeconds: 2.5, memoryBytes: 8_000 });
  });

  it('is read from the group of version 2', async () => {
    const group = `system.slice/docker-${container}.scope`;
    await write({
      'proc/7/cgroup': `0::/${group}\n`,
      [`cgroup/${group}/cpu.stat`]: 'usage_usec 1500000\nuser_usec 1\n',
      [`cgroup/${group}/memory.current`]: '9000\n',
      [`cgroup/${group}/memory.stat`]: 'anon 1\ninactive_file 2000\n',
    });
    expect(await usage()).toEqual({ cpuSeconds: 1.5, memoryBytes: 7_000 });
  });

  it('is not known of a process that is a stranger here, or that has gone', async () => {
    await write({ 'proc/7/cgroup': '0::/user.slice\n' });
    expect(await usage()).toBeNull();
    await rm(join(root, 'proc'), { recursive: true });
    expect(await usage()).toBeNull();
  });

  it('is not known where its group is not to be seen', async () => {
    await write({ 'proc/7/cgroup': `0::/docker/${container}\n` });
    expect(await usage()).toBeNull();
  });
});
