import { expect, test } from 'vitest';
import { checkRequest } from './requests.ts';

test.each([
  ['join-event', { eventId: '7' }],
  ['leave-event', { eventId: '7' }],
  ['check-queue-status', { eventId: '999999999999999999' }],
  ['restore-session', {}],
  ['restore-session', undefined],
])('%s %j fits', (name, body) => {
  expect(checkRequest(name, body)).toEqual({ name, body: body ?? {} });
});

test.each([
  ['join-event', undefined, 'eventId'],
  ['join-event', null, 'eventId'],
  ['join-event', {}, 'eventId'],
  ['join-event', { eventId: 7 }, 'eventId'],
  ['join-event', { eventId: '0' }, 'eventId'],
  ['join-event', { eventId: '9'.repeat(19) }, 'eventId'],
  ['join-event', { eventId: '7', more: 1 }, 'more'],
  ['join-event', 'seven', 'body'],
  ['join-event', ['7'], 'body'],
  ['leave-event', { eventId: '7\0' }, 'eventId'],
  ['check-queue-status', { eventId: { $ne: '' } }, 'eventId'],
  ['restore-session', { userId: '8' }, 'userId'],
  ['seat-updated', { eventId: '7' }, 'event'],
  ['__proto__', {}, 'event'],
  ['constructor', {}, 'event'],
])('%s %j is refused at %s', (name, body, field) => {
  expect(checkRequest(name, body)).toEqual({ field });
});
