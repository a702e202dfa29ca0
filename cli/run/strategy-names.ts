/** How the reference target can guard a seat, in the order in which they are compared. */
export const strategyNames = [
  'row-lock',
  'atomic-update',
  'redis-lock',
  'optimistic',
  'advisory-lock',
  'batch',
] as const;

/** Stands for each of them, one after the other. */
export const everyStrategy = 'all';

/** The strategy that a target begins with. */
export function firstStrategy(asked: string): string {
  return asked === everyStrategy ? strategyNames[0] : asked;
}
