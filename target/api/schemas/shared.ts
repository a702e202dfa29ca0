import { Type } from 'typebox';

/** A 64-bit id as a decimal string: JavaScript's numbers would round the larger ones. */
export const Id = Type.String({ pattern: '^[1-9][0-9]{0,17}$' });

export const Instant = Type.String({ format: 'date-time' });

export const NullableInstant = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });

export const NullableString = Type.Unsafe<string | null>({ type: ['string', 'null'] });

/** Of every text that is stored: PostgreSQL's `text` cannot hold U+0000. */
export const storable = { pattern: '^[^\\u0000]*$' };

/** Minor units of the currency. */
export const Amount = Type.Integer({ minimum: 0 });

/** Query values come as text and are never coerced. */
export const Limit = Type.String({ pattern: '^([1-9][0-9]?|100)$', description: '1 to 100' });

/** Of every mutation after log-in. One key names one operation of one user. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\x21-\\x7e]+$' }),
  ),
});

/** RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String(),
    field: Type.Optional(Type.String()),
  },
  { description: 'RFC 9457 problem document; `code` is stable' },
);

/** Every answer that is not the one hoped for. */
export const problemAnswers = { '4xx': Problem, '5xx': Problem };
