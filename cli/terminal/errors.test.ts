import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { HarnessError, InterruptedError, reportOf, UsageError } from './errors.ts';

describe('what is said about an error', () => {
  it('keeps the exit code apart by whose fault it is', () => {
    expect(reportOf(new UsageError('no', 'do')).exitCode).toBe(64);
    expect(reportOf(new HarnessError('no', 'do')).exitCode).toBe(70);
    expect(reportOf(new InterruptedError('SIGINT')).exitCode).toBe(130);
    expect(reportOf(Object.assign(new Error('theirs'), { usage: true, hint: 'mend' }))).toEqual({
      exitCode: 64,
      code: 'usage',
      message: 'theirs',
      hint: 'mend',
    });
    expect(reportOf('thrown text')).toMatchObject({ exitCode: 70, message: 'thrown text' });
  });

  it('tells the causes once each', () => {
    const error = new HarnessError('cannot boot', null, {
      cause: new Error('port taken', { cause: new Error('port taken') }),
    });
    expect(reportOf(error).message).toBe('cannot boot: port taken');
  });

  it('says what to do about a full disk, however deep it is', () => {
    const full = Object.assign(new Error('write failed'), { code: 'ENOSPC' });
    expect(reportOf(new Error('evidence', { cause: full })).hint).toContain('disk is full');
    expect(reportOf(full).message).toBe('no room was left on the disk: write failed');
  });

  it('tells first what went wrong, then that undoing it did too', () => {
    const first = new HarnessError('the load failed', 'Try again.');
    const undone = new SuppressedError(new Error('a network is left'), first);
    expect(reportOf(undone)).toEqual({
      exitCode: 70,
      code: 'harness',
      message: 'the load failed\nThen, while undoing: a network is left',
      hint: 'Try again.',
    });
    const same = new SuppressedError(new Error('load failed'), first);
    expect(reportOf(same).message).toBe('the load failed');
    const twice = new SuppressedError(new Error('a network is left'), new SuppressedError(first, first));
    expect(reportOf(twice).message).toBe('the load failed\nThen, while undoing: a network is left');
  });

  it('passes on the nearest right word that the parser suggests', () => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
    program.option('--users <n>').action(() => {});
    let thrown: unknown;
    try {
      program.parse(['--user', '3'], { from: 'user' });
    } catch (error) {
      thrown = error;
    }
    expect(reportOf(thrown)).toMatchObject({
      exitCode: 64,
      message: "unknown option '--user'",
      hint: 'Did you mean --users?',
    });
  });
});
