import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Id } from '../schemas/shared.ts';

const closed = { additionalProperties: false };
const OfEvent = Type.Object({ eventId: Id }, closed);
const OfNothing = Type.Object({}, closed);

/** What clients may send, by the event's name: one object each, and a way to acknowledge it. */
const requests = {
  'join-event': OfEvent,
  'leave-event': OfEvent,
  'check-queue-status': OfEvent,
  'restore-session': OfNothing,
} as const satisfies Record<string, TSchema>;

export type RequestName = keyof typeof requests;
export type Request<Name extends RequestName> = Static<(typeof requests)[Name]>;

const compiled = {
  'join-event': Compile(requests['join-event']),
  'leave-event': Compile(requests['leave-event']),
  'check-queue-status': Compile(requests['check-queue-status']),
  'restore-session': Compile(requests['restore-session']),
} as const;

/** A message that fits, or where it does not. */
export type Checked =
  | { [Name in RequestName]: { name: Name; body: Request<Name> } }[RequestName]
  | { field: string };

/** Checks what a client sent. A message without anything is one with an empty object. */
export function checkRequest(name: string, sent: unknown): Checked {
  if (!Object.hasOwn(compiled, name)) return { field: 'event' };
  const known = name as RequestName;
  const body = sent ?? {};
  if (compiled[known].Check(body)) return { name: known, body } as Checked;
  const [first] = compiled[known].Errors(body);
  const params = (first?.params ?? {}) as { requiredProperties?: string[]; additionalProperties?: string[] };
  const named = params.requiredProperties?.[0] ?? params.additionalProperties?.[0];
  const path = [...(first?.instancePath ?? '').split('/').slice(1), ...(named === undefined ? [] : [named])];
  return { field: path.join('.') || 'body' };
}
