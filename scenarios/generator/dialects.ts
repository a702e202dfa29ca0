import { fileURLToPath } from 'node:url';
import { ClientUnfit } from './errors.ts';

/** Every dialect of the reference target, by the name that `--api` takes. */
export const dialectNames = ['seats', 'matches', 'quantity'] as const;
export type DialectName = (typeof dialectNames)[number];

/** The client file of a dialect of the reference target. Throws {@link ClientUnfit} (usage) for an unknown name. */
export function dialectFile(name: string): string {
  const known = dialectNames.find((each) => each === name);
  if (known === undefined) {
    throw new ClientUnfit(`--api ${name}`, 'there is no such API', `APIs: ${dialectNames.join(', ')}.`);
  }
  return fileURLToPath(new URL(`../clients/${known}.ts`, import.meta.url));
}
