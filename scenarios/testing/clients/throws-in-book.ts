import type { Client } from '../../clients/client.ts';
import { client as seats } from '../../clients/seats.ts';

/** Sound up to the booking, which it never sends. */
export const client = {
  ...seats,
  name: 'throws in book',
  book: () => {
    throw new TypeError('no such thing as a ticket');
  },
} satisfies Client<{ token: string }>;
