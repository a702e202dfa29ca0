import { type FileHandle, open } from 'node:fs/promises';

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
  /** Writes to one file go one after the other. */
  #last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, entries: Map<string, Entry>) {
    this.#file = file;
    this.#entries = entries;
  }

  /** Reads what an earlier process wrote. Throws LedgerCorrupt with the line, or the file system's error. */
  static async open(path: string): Promise<Ledger> {
    const file = await open(path, 'a+', 0o600);
    try {
      return new Ledger(file, await readEntries(file, path));
    } catch (error) {
      await file.close();
      throw error;
    }
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
   * when it is in the file. A file that cannot be written to fails every later entry too.
   */
  record(entry: Entry): Promise<void> {
    this.#entries.set(entry.key, entry);
    return this.#write(() => this.#file.appendFile(`${JSON.stringify(entry)}\n`));
  }

  /** Resolves when all that was recorded until now is in the file. */
  async written(): Promise<void> {
    await this.#last;
  }

  /** Forgets everything. */
  reset(): Promise<void> {
    this.#entries.clear();
    return this.#write(() => this.#file.truncate(0));
  }

  #write(work: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(work);
    return this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last.catch(() => {});
    await this.#file.close();
  }
}

async function readEntries(file: FileHandle, path: string): Promise<Map<string, Entry>> {
  const text = await file.readFile('utf8');
  const lines = text.split('\n');
  // A process killed while it wrote leaves a line without its end; it was never answered.
  const torn = lines.pop() ?? '';
  if (torn !== '') await file.truncate(Buffer.byteLength(text) - Buffer.byteLength(torn));
  const entries = lines.map((line, index) => parse(line, `${path}:${index + 1}`));
  return new Map(entries.map((entry) => [entry.key, entry]));
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
