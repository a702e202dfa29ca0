import { describe, expect, test } from 'vitest';
import type { Answer } from '../clients/client.ts';
import { perform, type Stage } from './perform.ts';

/** Plays one answer after the other, and notes what is recorded and slept. */
function played(answers: (Answer<object> | Error | unknown)[], { sends = true } = {}) {
  const lines: string[] = [];
  const slept: number[] = [];
  const bugs: string[] = [];
  /** For each call, the lines there were before and after its first request left. */
  const sent: [number, number][] = [];
  let leaving = () => {};
  const stage: Stage = {
    policy: { tries: 3, timeoutMs: 1_000, minPauseMs: 10, maxPauseMs: 1_000 },
    random: () => 0.5,
    sleep: async (ms) => void slept.push(ms),
    beforeNextRequest: (what) => {
      leaving = what;
    },
    clientBug: (f, error) => void bugs.push(`${f} ${error}`),
  };
  let at = 0;
  const run = () =>
    perform(
      {
        f: 'hold',
        begin: () => {
          lines.push('invoke');
          return {
            ok: (value) => void lines.push(`ok ${JSON.stringify(value)}`),
            fail: (reason) => void lines.push(`fail ${reason}`),
            info: (reason) => void lines.push(`info ${reason}`),
          };
        },
        call: async () => {
          const answer = answers[at++];
          const readyWith = lines.length;
          if (sends) leaving();
          sent.push([readyWith, lines.length]);
          if (answer instanceof Error) throw answer;
          return answer as Answer<object>;
        },
      },
      stage,
    );
  return { run, lines, slept, bugs, sent };
}

const busy = (retryAfterMs: number | null): Answer<object> => ({ outcome: 'busy', retryAfterMs });
const unknown: Answer<object> = { outcome: 'unknown', error: 'time-out' };
const done: Answer<object> = { outcome: 'done', value: { ttlMs: 5 } };

describe('what is recorded of an answer', () => {
  test.each([
    [done, 'ok {"ttlMs":5}'],
    [{ outcome: 'done', value: { order: 'o', internal: 1 } }, 'ok {"order":"o","internal":1}'],
    [{ outcome: 'refused', reason: 'taken' }, 'fail taken'],
    [{ outcome: 'refused', reason: 'other', detail: 'no' }, 'fail other: no'],
  ])('%j', async (answer, line) => {
    const play = played([answer]);
    expect(await play.run()).toBe(answer);
    expect(play.lines).toEqual(['invoke', line]);
  });
});

describe('the invoke line', () => {
  test('is written when the first request leaves, and not before', async () => {
    const play = played([busy(null), done]);
    await play.run();
    expect(play.sent).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test('is written also when a client asks nobody', async () => {
    const play = played([{ outcome: 'refused', reason: 'sold-out' }], { sends: false });
    await play.run();
    expect(play.lines).toEqual(['invoke', 'fail sold-out']);
  });
});

describe('tries', () => {
  test('busy is tried again, each try an operation of its own, after the time asked for and some', async () => {
    const play = played([busy(2_000), busy(null), done]);
    await play.run();
    expect(play.lines).toEqual(['invoke', 'fail busy', 'invoke', 'fail busy', 'invoke', 'ok {"ttlMs":5}']);
    expect(play.slept).toEqual([2_000 + 10 + 5, 10 + 15]);
  });

  test('the policy’s last try is the last', async () => {
    const play = played([busy(null), busy(null), busy(null), done]);
    expect(await play.run()).toMatchObject({ outcome: 'busy' });
    expect(play.lines.filter((line) => line === 'invoke')).toHaveLength(3);
    expect(play.slept).toHaveLength(2);
  });

  test('a lost answer is asked after once', async () => {
    const settled = played([unknown, done]);
    expect(await settled.run()).toBe(done);
    const lost = played([unknown, unknown, done]);
    expect(await lost.run()).toBe(unknown);
    expect(lost.lines).toEqual(['invoke', 'info time-out', 'invoke', 'info time-out']);
  });

  test('what is decided is not tried again', async () => {
    const play = played([{ outcome: 'refused', reason: 'sold-out' }, done]);
    expect(await play.run()).toMatchObject({ outcome: 'refused' });
    expect(play.slept).toEqual([]);
  });
});

describe('a client’s bug', () => {
  test.each([
    ['an exception', new TypeError('oops'), 'oops'],
    ['no answer', undefined, 'undefined'],
    ['an outcome that nobody knows', { outcome: 'ok' }, '"ok"'],
    ['null', null, 'null'],
    ['one it says itself', { outcome: 'client-bug', error: 'what is 418?' }, '418'],
  ])('%s is put on record, and the operation may have happened', async (_, answer, words) => {
    const play = played([answer]);
    expect(await play.run()).toMatchObject({ outcome: 'client-bug' });
    expect(play.lines).toEqual(['invoke', expect.stringMatching(/^info client bug/)]);
    expect(play.bugs).toEqual([expect.stringContaining(words)]);
  });
});
