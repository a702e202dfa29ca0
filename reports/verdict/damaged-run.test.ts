import { mkdtempSync } from 'node:fs';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRun, runFiles, writeRunRecord } from '../evidence/run-directory.ts';
import { seatClient } from '../testing/literal.ts';
import { type RunFixture, soundSale, writeRun } from '../testing/run-fixture.ts';
import { judge } from './judge.ts';

/** A sound sale, of a client that promises nothing of what is sent twice. */
function sale(): RunFixture {
  return { ...soundSale(), record: { client: { ...seatClient, idempotent: [] } } };
}

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'onsale-test-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

describe('damaged evidence never passes', () => {
  test.each(['history', 'timeline', 'ledger'] as const)('%s missing, cut or corrupt', async (part) => {
    await writeRun(dir, sale());
    const file = runFiles(dir)[part];
    const text = await readFile(file, 'utf8');
    const verdictOn = async (damaged: string) => {
      await writeFile(file, damaged);
      return (await judge(dir)).verdict;
    };
    expect(await verdictOn(text)).toBe('pass');
    expect(await verdictOn(text.replace('{', '['))).toBe('unknown');
    expect(
      await verdictOn(
        text.replace('"kind":"order"', '"kind":"odour"').replace('"invoke"', '"x"').replace('"event"', '"x"'),
      ),
    ).toBe('unknown');
    expect(await verdictOn(`${text}{"half`)).toBe('unknown');
    expect(await verdictOn('')).toBe('unknown');
    await rm(file);
    expect((await judge(dir)).verdict).toBe('unknown');
  });

  test.each(['history', 'timeline', 'ledger'] as const)(
    '%s truncated at any byte of its last kilobyte',
    async (part) => {
      await writeRun(dir, sale());
      const file = runFiles(dir)[part];
      const { length } = await readFile(file);
      expect((await judge(dir)).verdict).toBe('pass');
      for (let size = length - 1; size >= Math.max(0, length - 1024); size--) {
        await truncate(file, size);
        const { verdict } = await judge(dir);
        if (verdict === 'pass') expect.fail(`passes when cut at byte ${size} of ${length}`);
      }
    },
    60_000,
  );

  test('run.json truncated at any byte of its last kilobyte', async () => {
    await writeRun(dir, sale());
    const { run } = runFiles(dir);
    const { length } = await readFile(run);
    for (let size = length - 2; size >= length - 1024; size--) {
      await truncate(run, size);
      await expect(judge(dir)).rejects.toMatchObject({ name: 'CorruptRun', usage: true });
    }
  });

  test('as many lines as were written, but others', async () => {
    await writeRun(dir, sale());
    const { ledger } = runFiles(dir);
    const text = await readFile(ledger, 'utf8');
    const changed = text.replace('"state":"charged"', '"state":"refunded"');
    expect(changed).not.toBe(text);
    await writeFile(ledger, changed);
    const { verdict, findings } = await judge(dir);
    expect(verdict).not.toBe('pass');
    expect(findings.find(({ id }) => id === 'ledger-whole')?.verdict).toBe('unknown');
  });

  test('a file that was never said to be complete', async () => {
    await writeRun(dir, sale());
    const { record } = await readRun(dir);
    record.evidence.ledger = { complete: false, lines: null, sha256: null, note: 'an unmapped state' };
    await writeRunRecord(dir, record);
    const { verdict, findings } = await judge(dir);
    expect(verdict).toBe('unknown');
    expect(findings.find(({ id }) => id === 'ledger-whole')?.observed).toContain('an unmapped state');
  });
});
