import type { DialectName } from '../routes/dialects.ts';

/** What is cached, by what it is to the dialect that serves it. */
export type Kind = 'event-list' | 'event' | 'seat-map';

/** The list has one page that everybody asks for: the first of the usual size. It alone is kept. */
export const firstPage = 'first';

/** Of the shape of the bodies: instances of another one share no pages with this one. */
const shape = 1;

export function keyOf(dialect: DialectName, kind: Kind, id: string): string {
  return `cache:${shape}:${dialect}:${kind}:${id}`;
}

/**
 * How long a page holds when nobody says that it changed (domain rules, §6). An event of tickets says how many
 * are left, as a seat map does, and orders that run out are told by nobody: it holds no longer than one.
 */
export function freshMsOf(dialect: DialectName, kind: Kind): number {
  if (kind === 'event-list') return 60_000;
  if (kind === 'seat-map') return 30_000;
  return dialect === 'quantity' ? 30_000 : 300_000;
}

/** Which pages say something of an event's seats, or of how many of its tickets are left. */
export function pagesOf(dialect: DialectName, eventId: string): string[] {
  const ofAll = [keyOf(dialect, 'event', eventId), keyOf(dialect, 'event-list', firstPage)];
  return dialect === 'quantity' ? ofAll : [keyOf(dialect, 'seat-map', eventId), ...ofAll];
}
