import { fileURLToPath } from 'node:url';
import { ClientUnfit } from './errors.ts';

const dialects: Record<string, string> = { seats: '../clients/seats.ts' };

/** The client file of a dialect of the reference target. Throws {@link ClientUnfit} (usage) for an unknown name. */
export function dialectFile(name: string): string {
  const file = dialects[name];
  if (file === undefined) {
    throw new ClientUnfit(
      `--api ${name}`,
      'there is no such API',
      `APIs: ${Object.keys(dialects).join(', ')}.`,
    );
  }
  return fileURLToPath(new URL(file, import.meta.url));
}
