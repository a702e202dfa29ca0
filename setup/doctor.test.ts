import { join } from 'node:path';
import { expect, test } from 'vitest';
import { setupChecks } from './doctor.mjs';
import { fakeCommands } from './testing/fakes.mjs';

const root = join(import.meta.dirname, '..');

test('a machine without Docker and Go: each lack has a way to mend it, and what is there has none', async () => {
  const { commands } = fakeCommands(() => undefined);
  const checks = await setupChecks(root, { commands, env: {} });
  const byName = new Map(checks.map((check) => [check.name, check]));
  for (const name of ['Docker', 'Go', 'image testbed', 'image toxiproxy', 'image k6']) {
    expect(byName.get(name)).toMatchObject({ ok: false, mend: expect.any(String) });
  }
  for (const { ok, mend, found, need } of checks) {
    expect(mend === null).toBe(ok);
    expect(found).not.toBe('');
    expect(need).not.toBe('');
  }
});

test('with all images there, Go is not needed; the storage driver is named', async () => {
  const { commands } = fakeCommands((line) => {
    if (line.startsWith('docker image inspect')) return { stdout: line.split(' ').slice(5).join('\n') };
    if (line.startsWith('docker info')) return { stdout: '20.10.24|vfs|/onsale-no-such-folder\n' };
    return undefined;
  });
  const checks = await setupChecks(root, { commands, env: {} });
  const ok = Object.fromEntries(checks.map((check) => [check.name, check.ok]));
  expect(ok).toMatchObject({ Docker: true, 'image k6': true, Go: true, 'Docker storage': false });
});
