import type { RunRecord } from '../../reports/evidence/run.ts';
import type { RunClock } from './clock.ts';

/**
 * `run.json` as a run goes on: every change is saved at once, so that a run which died half-way says how far
 * it came. Saving is atomic; a reader never sees half a record.
 */
export class Journal {
  readonly record: RunRecord;
  readonly #clock: RunClock;
  readonly #save: (record: RunRecord) => Promise<void>;

  constructor(record: RunRecord, clock: RunClock, save: (record: RunRecord) => Promise<void>) {
    this.record = record;
    this.#clock = clock;
    this.#save = save;
  }

  /** Change the record and save it. */
  async note(change: (record: RunRecord) => void): Promise<void> {
    change(this.record);
    await this.#save(this.record);
  }

  /** Run one phase of the course, its beginning and end on record. */
  async phase<T>(name: string, work: () => Promise<T>): Promise<T> {
    const phase: RunRecord['phases'][number] = { name, from: this.#clock.now(), to: null };
    await this.note((record) => record.phases.push(phase));
    const result = await work();
    await this.note(() => {
      phase.to = this.#clock.now();
    });
    return result;
  }

  /** Which phase is under way, for messages. */
  get current(): string {
    return this.record.phases.findLast((phase) => phase.to === null)?.name ?? 'end';
  }

  /** The run ended before its evidence was whole. Never throws: the reason it ended matters more. */
  async fail(state: 'interrupted' | 'failed', message: string): Promise<Error | null> {
    try {
      await this.note((record) => {
        record.state = state;
        record.failure = { phase: this.current, message };
      });
      return null;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }
}
