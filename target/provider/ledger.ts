import { type FileHandle, open, readFile } from 'node:fs/promises';

/**
 * What became of a key. `charged` and `refunded` moved money; a `refused` key stays refused, and a `void`
 * one was given back before it was ever charged, so that a late charge cannot succeed.
 */
export interface Entry {
  key: string;
  /** Minor units of the currency. */
  amount: number;
  state: 'charged' | 'refunded' | 'refused' | 'void';
}

/** The ledger's file holds what this provider did not write. */
export class LedgerCorrupt extends Error {
  override name = 'LedgerCorrupt';
}

const states = new Set(['charged', 'refunded', 'refused', 'void']);

/** The provider's own book: the newest entry of each key, appended to a file before it is answered. */
export class Ledger implements AsyncDisposable {
  readonly #file: FileHandle;
  readonly #entries: Map<string, Entry>;

  private constructor(file: FileHandle, entries: Map<string, Entry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Reads what an earlier process wrote. Throws LedgerCorrupt with the line, or the file system's error. */
  static async open(path: string): Promise<Ledger> {
    const file = await open(path, 'a+', 0o600);
    const text = await readFile(path, 'utf8');
    const entries = new Map<string, Entry>();
    const lines = text.split('\n');
    // A process killed while it wrote leaves a line without its end; it was never answered.
    const torn = lines.pop() ?? '';
    if (torn !== '') await file.truncate(Buffer.byteLength(text) - Buffer.byteLength(torn));
    for (const [index, line] of lines.entries()) {
      const entry = parse(line, `${path}:${index + 1}`);
      entries.set(entry.key, entry);
    }
    return new Ledger(file, entries);
  }

  find(key: string): Entry | null {
    return this.#entries.get(key) ?? null;
  }

  /** What moved money, in the order of the first charge. */
  moved(): Entry[] {
    return [...this.#entries.values()].filter(({ state }) => state === 'charged' || state === 'refunded');
  }

  /**
   * In memory at once, so that two requests for a key in one instant decide one after the other; resolved
   * when it is in the file.
   */
  async record(entry: Entry): Promise<void> {
    this.#entries.set(entry.key, entry);
    await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
  }

  /** Forgets everything. */
  async reset(): Promise<void> {
    this.#entries.clear();
    await this.#file.truncate(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}

function parse(line: string, where: string): Entry {
  try {
    const entry = JSON.parse(line) as Partial<Entry>;
    const { key, amount, state } = entry;
    if (typeof key === 'string' && Number.isSafeInteger(amount) && states.has(state ?? '')) {
      return entry as Entry;
    }
    throw new TypeError('not an entry');
  } catch (cause) {
    throw new LedgerCorrupt(
      `${where}: expected {"key","amount","state"}, found ${line.slice(0, 80)}; move the file away to begin anew`,
      { cause },
    );
  }
}
