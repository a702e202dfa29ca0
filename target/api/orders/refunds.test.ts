import { describe, expect, test } from 'vitest';
import type { Statement } from '../database/database.ts';
import { ProviderSilent } from '../domain/ordering.ts';
import { Refunds } from './refunds.ts';

type Said = 'refunded' | 'nothing-charged' | Error;

/** Payments that are due, in order of id, and what the provider says of each; what was written of them. */
function due(says: Said[]) {
  const written: string[] = [];
  const errors: unknown[] = [];
  const database = {
    async write<Row>({ name }: Statement, [first]: readonly unknown[]): Promise<Row[]> {
      if (name === 'expire-overdue') return [{ expired: 0 }] as Row[];
      if (name === 'take-due-refund') {
        const next = Number(first) + 1;
        return (next > says.length ? [] : [{ id: String(next), reference: String(next) }]) as Row[];
      }
      written.push(`${name} ${first}`);
      return [];
    },
  };
  const provider = {
    async refund(key: string) {
      const said = says[Number(key) - 1] ?? new TypeError('expected a payment that is due');
      if (said instanceof Error) throw said;
      return said;
    },
  };
  return { refunds: new Refunds(database, provider, (error) => errors.push(error)), written, errors };
}

const silent = new ProviderSilent('no answer');

describe('all that is due', () => {
  test('is noted as the provider says; who gets no answer keeps nobody waiting', async () => {
    const { refunds, written, errors } = due(['refunded', silent, silent, 'nothing-charged', silent, silent]);
    expect(await refunds.settleAll()).toBe(2);
    expect(written).toEqual([
      'mark-refunded 1',
      'let-go-of-refund 2',
      'let-go-of-refund 3',
      'forget-payment 4',
      'let-go-of-refund 5',
      'let-go-of-refund 6',
    ]);
    expect(errors).toEqual([silent, silent, silent, silent]);
  });

  test('waits for the next round when nobody answers, and each of it is let go of', async () => {
    const { refunds, written } = due(['refunded', silent, silent, silent, 'refunded']);
    await expect(refunds.settleAll()).rejects.toBe(silent);
    expect(written).toEqual([
      'mark-refunded 1',
      'let-go-of-refund 2',
      'let-go-of-refund 3',
      'let-go-of-refund 4',
    ]);
  });
});

test('one order’s refund never fails its buyer, whatever goes wrong', async () => {
  const mistake = new TypeError('a mistake of ours');
  for (const wrong of [silent, mistake]) {
    const { refunds, errors } = due([wrong]);
    await refunds.settleSoon('9');
    expect(errors).toEqual([wrong]);
  }
});
