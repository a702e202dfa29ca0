import { expect, test } from 'vitest';
import type { Reservation } from '../domain/ordering.ts';
import type { Attempt, Remember } from '../domain/outcome.ts';
import type { Asked } from '../repositories/answers.ts';
import { createBookAtOnce } from './book-at-once.ts';

const order: Reservation = {
  ...{ id: '9', eventId: '5', seatIds: ['7'], status: 'pending', amount: 100 },
  ...{ method: null, expiresAt: null, createdAt: '2026-01-01T00:00:00Z' },
};
const remember: Remember = { key: 'k', fingerprint: 'book 5 7' };
const wanted = { userId: '1', eventId: '5', seatIds: ['7'], remember };

function bookAtOnce(created: Attempt<Reservation>) {
  const keys: string[] = [];
  const note = (what: string, { remember: of }: { remember: Remember | null }) => {
    keys.push(`${what}: ${of?.key ?? 'none'}, ${of?.fingerprint ?? 'none'}`);
  };
  const book = createBookAtOnce({
    orders: {
      async create(request) {
        note('order', request);
        return created;
      },
    },
    booking: {
      async confirm(request) {
        note(`confirm ${request.orderId}`, request);
        return { kind: 'done', answer: { ...order, status: 'confirmed' } };
      },
    },
    answers: {
      async settle<Answer>(asked: Asked, attempt: () => Promise<Attempt<Answer>>) {
        const ended = await attempt();
        if (ended.kind === 'refused') return ended;
        const answer = ended.kind === 'done' ? ended.answer : (ended.first.answer as Answer);
        return { kind: 'done', answer, status: asked.status, replayed: ended.kind === 'remembered' };
      },
    },
  });
  return { book, keys };
}

test('the order has a key of its own, made of the buyer’s, and the payment has the buyer’s', async () => {
  const { book, keys } = bookAtOnce({ kind: 'done', answer: order });
  expect(await book(wanted, 'card')).toMatchObject({ kind: 'done', answer: { status: 'confirmed' } });
  expect(keys).toEqual(['order: order k, book 5 7', 'confirm 9: k, book 5 7']);
});

test('an order that was made before is gone on with', async () => {
  const first = { fingerprint: 'book 5 7', status: 201, answer: order };
  const { book, keys } = bookAtOnce({ kind: 'remembered', first });
  expect(await book(wanted, 'card')).toMatchObject({ kind: 'done' });
  expect(keys[1]).toBe('confirm 9: k, book 5 7');
});

test('without a key nothing is remembered; what was not ordered is not paid for', async () => {
  const { book, keys } = bookAtOnce({ kind: 'refused', code: 'hold_expired' });
  expect(await book({ ...wanted, remember: null }, 'card')).toEqual({
    kind: 'refused',
    code: 'hold_expired',
  });
  expect(keys).toEqual(['order: none, none']);
});
