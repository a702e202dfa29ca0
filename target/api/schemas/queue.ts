import { Type } from 'typebox';
import { Id, Instant } from './shared.ts';

const signed = { minLength: 1, maxLength: 2_000, pattern: '^[\\x21-\\x7e]+$' };

/** What a join answered before, given back: it brings the old place. */
export const TicketHeader = Type.Object({ 'queue-ticket': Type.Optional(Type.String(signed)) });

/** What whoever's turn it is was given. */
export const PassHeader = Type.Object({ 'queue-pass': Type.Optional(Type.String(signed)) });

export const QueuePlace = Type.Union([
  Type.Object({
    eventId: Id,
    state: Type.Literal('waiting'),
    position: Type.Integer({ minimum: 1 }),
    total: Type.Integer({ minimum: 1 }),
    etaSeconds: Type.Integer({ minimum: 1 }),
    ticket: Type.String(),
  }),
  Type.Object({
    eventId: Id,
    state: Type.Literal('admitted'),
    pass: Type.String(),
    expiresAt: Instant,
    ttlMs: Type.Integer(),
  }),
]);

export const Left = Type.Object({ eventId: Id, left: Type.Boolean() });
