import { describe, expect, test } from 'vitest';
import type { Answer, Booked, Held, Ordered, QueuePlace } from '../clients/client.ts';
import { type Attempt, buy, type Shopper } from './journey.ts';

const refused = (reason: 'taken' | 'expired' | 'payment-refused' | 'not-on-sale') =>
  ({ outcome: 'refused', reason }) as const;
const held: Answer<Held> = { outcome: 'done', value: { ttlMs: 2_000 } };
const ordered: Answer<Ordered> = { outcome: 'done', value: { order: 'o1', amount: 5 } };
const booked: Answer<Booked> = { outcome: 'done', value: { order: 'o1', amount: 5 } };
const one = { resources: ['A1'], quantity: 1, dawdles: null };

interface Script {
  turn?: Answer<QueuePlace>;
  hold?: (Answer<Held> | null)[];
  order?: (Answer<Ordered> | null)[];
  book?: Answer<Booked>[];
  goOn?: (readonly string[] | null)[];
}

/** A shopper who is answered by a script, and what they did. */
function shopperOf(script: Script) {
  const did: string[] = [];
  const next = <T>(name: keyof Script, answers: readonly T[] | undefined, attempt: Attempt): T => {
    const nth = did.filter((each) => each.startsWith(`${name} `)).length;
    did.push(`${name} ${attempt.resources.join('+')} #${attempt.nth}`);
    const answer = answers?.[nth];
    if (answer === undefined) throw new Error(`nothing is written for ${name} ${nth + 1}`);
    return answer;
  };
  const shopper: Shopper = {
    queueUp: async () => {
      if (script.turn !== undefined) did.push('queueUp');
      return script.turn ?? null;
    },
    hold: async (attempt) => next('hold', script.hold, attempt),
    order: async (attempt) => next('order', script.order, attempt),
    book: async (attempt) => next('book', script.book, attempt),
    goOn: async (attempt) => next('goOn', script.goOn, attempt),
    outlast: async (ttlMs) => void did.push(`outlast ${ttlMs}`),
    clientBug: (operation, error) => void did.push(`bug ${operation}: ${error}`),
  };
  return { shopper, did };
}

describe('buying', () => {
  test('hold, order, book', async () => {
    const { shopper, did } = shopperOf({ hold: [held], order: [ordered], book: [booked] });
    expect(await buy(one, shopper)).toMatchObject({
      ending: 'booked',
      at: 'book',
      booked: { order: 'o1' },
      ordered: { order: 'o1' },
    });
    expect(did).toEqual(['hold A1 #1', 'order A1 #1', 'book A1 #1']);
  });

  test('at once, where there is neither hold nor order', async () => {
    const { shopper } = shopperOf({ hold: [null], order: [null], book: [booked] });
    expect(await buy(one, shopper)).toMatchObject({ ending: 'booked', ordered: null });
  });

  test.each([
    ['refused', refused('not-on-sale'), 'refused'],
    ['busy to the last', { outcome: 'busy', retryAfterMs: null }, 'refused'],
    ['unknown', { outcome: 'unknown', error: 'time-out' }, 'unknown'],
    ['not understood', { outcome: 'client-bug', error: '418' }, 'client-bug'],
  ] as const)('ends with an answer that is %s', async (_, answer, ending) => {
    const { shopper, did } = shopperOf({ hold: [held], order: [answer] });
    expect(await buy(one, shopper)).toMatchObject({ ending, at: 'order', booked: null });
    expect(did).toHaveLength(2);
  });
});

test('who has to queue does so first, and goes no further when it is not their turn', async () => {
  const turn: Answer<QueuePlace> = { outcome: 'done', value: { position: 0 } };
  const { shopper, did } = shopperOf({ turn, hold: [held], order: [ordered], book: [booked] });
  expect(await buy(one, shopper)).toMatchObject({ ending: 'booked' });
  expect(did[0]).toBe('queueUp');
  const out = shopperOf({ turn: refused('expired') });
  expect(await buy(one, out.shopper)).toMatchObject({ ending: 'refused', at: 'queue', booked: null });
  expect(out.did).toEqual(['queueUp']);
});

describe('going on', () => {
  test('to other seats until one is got', async () => {
    const { shopper, did } = shopperOf({
      hold: [refused('taken'), refused('taken'), held],
      goOn: [['B1'], ['C1']],
      order: [ordered],
      book: [booked],
    });
    expect(await buy(one, shopper)).toMatchObject({
      ending: 'booked',
      attempt: { nth: 3, resources: ['C1'] },
    });
    expect(did.filter((each) => each.startsWith('hold'))).toEqual(['hold A1 #1', 'hold B1 #2', 'hold C1 #3']);
  });

  test('to the end of what there is', async () => {
    const { shopper } = shopperOf({ hold: [refused('taken'), refused('taken')], goOn: [['B1'], null] });
    expect(await buy(one, shopper)).toMatchObject({ ending: 'refused', attempt: { nth: 2 } });
  });

  test('not for want of money: another seat is no help', async () => {
    const { shopper, did } = shopperOf({
      hold: [held],
      order: [ordered],
      book: [refused('payment-refused')],
    });
    expect(await buy(one, shopper)).toMatchObject({ ending: 'refused', at: 'book' });
    expect(did.some((each) => each.startsWith('goOn'))).toBe(false);
  });
});

describe('dawdling', () => {
  const anew = { hold: [held, held], book: [booked] };

  test('before the order: refused, then begun anew at once with the same seats', async () => {
    const { shopper, did } = shopperOf({ ...anew, order: [refused('expired'), ordered] });
    expect(await buy({ ...one, dawdles: 'order' }, shopper)).toMatchObject({ ending: 'booked' });
    expect(did).toEqual([
      ...['hold A1 #1', 'outlast 2000', 'order A1 #1'],
      ...['hold A1 #2', 'order A1 #2', 'book A1 #2'],
    ]);
  });

  test('before the booking: refused, then begun anew', async () => {
    const { shopper, did } = shopperOf({
      ...anew,
      order: [ordered, ordered],
      book: [refused('expired'), booked],
    });
    expect(await buy({ ...one, dawdles: 'book' }, shopper)).toMatchObject({ ending: 'booked' });
    expect(did.slice(0, 4)).toEqual(['hold A1 #1', 'order A1 #1', 'outlast 2000', 'book A1 #1']);
  });

  test('another has the seats by then: the same as for any who is refused', async () => {
    const { shopper, did } = shopperOf({
      hold: [held, refused('taken')],
      order: [refused('expired')],
      goOn: [null],
    });
    expect(await buy({ ...one, dawdles: 'order' }, shopper)).toMatchObject({ ending: 'refused' });
    expect(did.at(-1)).toBe('goOn A1 #2');
  });

  test('a shop that sells too late has sold', async () => {
    const { shopper } = shopperOf({ hold: [held], order: [ordered], book: [booked] });
    expect(await buy({ ...one, dawdles: 'book' }, shopper)).toMatchObject({
      ending: 'booked',
      attempt: { nth: 1 },
    });
  });

  test('a hold whose end is not told is nothing to wait for', async () => {
    const { shopper, did } = shopperOf({ hold: [{ outcome: 'done', value: {} }] });
    expect(await buy({ ...one, dawdles: 'order' }, shopper)).toMatchObject({ ending: 'client-bug' });
    expect(did.at(-1)).toContain('bug hold: its answer has no ttlMs');
  });

  test('who never held has nothing to let run out', async () => {
    const { shopper, did } = shopperOf({ hold: [refused('taken')], goOn: [null] });
    expect(await buy({ ...one, dawdles: 'order' }, shopper)).toMatchObject({ ending: 'refused' });
    expect(did).toEqual(['hold A1 #1', 'goOn A1 #1']);
  });
});
