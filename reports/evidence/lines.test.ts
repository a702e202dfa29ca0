import { createHash } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LineWriter } from './line-writer.ts';
import { type LineReport, readLines } from './lines.ts';

const Line = z.object({ name: z.string(), count: z.number() });
type Line = z.infer<typeof Line>;

let dir: string;
let file: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'onsale-test-'));
  file = join(dir, 'lines.ndjson');
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function read(content: string | Buffer): Promise<{ lines: [number, Line][]; report: LineReport }> {
  await writeFile(file, content);
  const lines: [number, Line][] = [];
  const report = await readLines(file, Line, (line, index) => lines.push([index, line]));
  return { lines, report };
}

const a = '{"name":"a","count":1}';
const b = '{"name":"b","count":2}';
const sound: Omit<LineReport, 'sha256'> = {
  lines: 2,
  corrupt: 0,
  firstProblem: null,
  cut: false,
  missing: false,
};

test('reads what a writer wrote, in the key order of the schema', async () => {
  const writer = await LineWriter.open(file, Line);
  await writer.write({ count: 1, name: 'a' });
  await writer.write({ name: 'b', count: 2 });
  expect(await writer.close()).toBe(2);
  const text = await readFile(file, 'utf8');
  expect(text).toBe(`${a}\n${b}\n`);
  const { lines, report } = await read(text);
  expect(lines).toEqual([
    [0, { name: 'a', count: 1 }],
    [1, { name: 'b', count: 2 }],
  ]);
  expect(report).toMatchObject({ ...sound, sha256: createHash('sha256').update(text).digest('hex') });
});

test('a writer refuses a line of another shape, and closes once', async () => {
  const writer = await LineWriter.open(file, Line);
  await expect(writer.write({ name: 'a' } as Line)).rejects.toThrow(z.ZodError);
  expect(await writer.close()).toBe(0);
  expect(await writer.close()).toBe(0);
});

test('tells a last line that is cut from corrupt lines before it', async () => {
  expect((await read(`${a}\n${b.slice(0, -3)}`)).report).toMatchObject({ ...sound, lines: 1, cut: true });
  const { lines, report } = await read(`${a}\nnonsense\n{"name":"c"}\n${b}\n`);
  expect(lines.map(([index]) => index)).toEqual([0, 3]);
  expect(report).toMatchObject({
    ...sound,
    lines: 4,
    corrupt: 2,
    firstProblem: 'line 2: not JSON',
  });
  expect((await read(`${a}\n\n${b}\n`)).report.corrupt).toBe(1);
});

test('takes a whole last line that lacks only its newline', async () => {
  expect((await read(`${a}\n${b}`)).report).toMatchObject(sound);
});

test('says what another shape lacks', async () => {
  expect((await read('{"name":"c"}\n')).report.firstProblem).toMatch(/^line 1: .*expected number.*count/);
});

test('an empty file has no lines; a missing one is missing', async () => {
  expect((await read('')).report).toMatchObject({ ...sound, lines: 0 });
  const report = await readLines(join(dir, 'none'), Line, () => {});
  expect(report).toMatchObject({ ...sound, lines: 0, missing: true });
});

test('keeps characters whole that chunks of the file divide, and lines longer than a chunk', async () => {
  const name = '€'.repeat(500_000);
  const long = `${JSON.stringify({ name, count: 1 })}\n`;
  const { lines, report } = await read(`${a}\n${long}${long}${b}\n`);
  expect(report).toMatchObject({ ...sound, lines: 4 });
  expect(lines[1]?.[1].name === name && lines[2]?.[1].name === name).toBe(true);
});

test('a last line of one byte is there, and cut', async () => {
  expect((await read(`${a}\nx`)).report).toMatchObject({ ...sound, lines: 1, cut: true });
  expect((await read('{')).report).toMatchObject({ ...sound, lines: 0, cut: true });
});

describe('a line that no memory should hold', () => {
  const longest = 16 << 20;
  /** A line that is as long as asked, its newline included. */
  const lineOf = (bytes: number, middle = 'x') => {
    const around = JSON.stringify({ name: '', count: 1 }).length + middle.length + 1;
    const half = 'x'.repeat(Math.floor((bytes - around) / 2));
    const rest = 'x'.repeat(bytes - around - half.length);
    return `{"name":"${half}${middle}${rest}","count":1}\n`;
  };

  test.each([
    ['sound', 'x'],
    ['no JSON', '"\0 not json {{{'],
  ])('is corrupt where its middle is %s', async (_, middle) => {
    for (const bytes of [17 << 20, 21 << 20, 40 << 20]) {
      const { lines, report } = await read(`${a}\n${lineOf(bytes, middle)}${b}\n`);
      expect(report).toMatchObject({ ...sound, lines: 3, corrupt: 1, firstProblem: 'line 2: not JSON' });
      expect(lines.map(([index]) => index)).toEqual([0, 2]);
    }
  });

  test('is corrupt where its beginning and its end would be sound together', async () => {
    const long = `${b.slice(0, 1)}${'x'.repeat(longest - 1)}${b.slice(1)}\n`;
    const { report } = await read(`${a}\n${long}${b}\n`);
    expect(report).toMatchObject({ ...sound, lines: 3, corrupt: 1, firstProblem: 'line 2: not JSON' });
  });

  test('is longer than 16 MiB, wherever in the file it begins', async () => {
    for (const before of ['', `${a}\n`, `${a}\n`.repeat(60_000)]) {
      const lines = before.length / (a.length + 1);
      const held = await read(before + lineOf(longest));
      expect(held.report).toMatchObject({ ...sound, lines: lines + 1 });
      const { report } = await read(before + lineOf(longest + 1));
      expect(report).toMatchObject({
        ...sound,
        lines: lines + 1,
        corrupt: 1,
        firstProblem: expect.any(String),
      });
    }
  });

  test('is a cut one where it is the last and has no newline', async () => {
    const { report } = await read(`${a}\n${lineOf(longest + 2).trimEnd()}`);
    expect(report).toMatchObject({ ...sound, lines: 1, cut: true });
  });
});
