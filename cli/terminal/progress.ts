import type { Terminal } from './terminal.ts';

/** What is known while a load runs; whatever is null is not said. */
export interface LoadNumbers {
  users: number;
  of: number;
  ratePerSecond: number;
  p95Ms: number | null;
  errors: number;
  /** For example `log-in`, `waiting at the barrier`, `sale`. */
  stage: string;
}

/** How often a log gets a line while nothing new begins. */
const plainEveryMs = 5_000;

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * The phases of a run as they come and go: a spinner with the numbers on a terminal, one plain line at each
 * end elsewhere.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #nowMs: () => number;
  #phase: { title: string; since: number; detail: string } | null = null;
  #plain: { stage: string; at: number } = { stage: '', at: 0 };
  #timer: NodeJS.Timeout | null = null;
  #frame = 0;

  constructor(terminal: Terminal, nowMs: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#nowMs = nowMs;
  }

  /** Run one phase, shown from beginning to end. What it throws is shown as a failed phase and thrown on. */
  async phase<T>(title: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T> {
    this.#begin(title);
    try {
      const result = await work((detail) => this.#say(detail));
      this.#end(true);
      return result;
    } catch (error) {
      this.#end(false);
      throw error;
    }
  }

  #begin(title: string): void {
    this.#phase = { title, since: this.#nowMs(), detail: '' };
    if (this.#terminal.live) {
      this.#timer = setInterval(() => this.#draw(), 100);
      this.#timer.unref();
      this.#draw();
    }
  }

  #say(detail: string): void {
    if (this.#phase === null) return;
    this.#phase.detail = detail;
    if (this.#terminal.live) return;
    // A log is read afterwards: a line when something else begins, else one every few seconds.
    const stage = detail.split(' · ')[0] ?? '';
    if (stage === this.#plain.stage && this.#nowMs() - this.#plain.at < plainEveryMs) return;
    this.#plain = { stage, at: this.#nowMs() };
    this.#terminal.note(`  ${this.#phase.title}: ${detail}`);
  }

  #draw(): void {
    if (this.#phase === null) return;
    const { err } = this.#terminal;
    this.#frame = (this.#frame + 1) % frames.length;
    const line = `${err.cyan(frames[this.#frame] ?? '')} ${this.#phase.title.padEnd(12)} ${this.#seconds()}  ${this.#phase.detail}`;
    this.#terminal.draw(line);
  }

  #end(good: boolean): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    if (this.#phase === null) return;
    const { err } = this.#terminal;
    const mark = good ? err.green('✔') : err.red('✘');
    this.#terminal.note(
      `${mark} ${this.#phase.title.padEnd(12)} ${this.#seconds()}${this.#terminal.live && this.#phase.detail ? `  ${err.dim(this.#phase.detail)}` : ''}`,
    );
    this.#phase = null;
  }

  #seconds(): string {
    const seconds = this.#phase === null ? 0 : (this.#nowMs() - this.#phase.since) / 1000;
    return this.#terminal.err.dim(`${seconds.toFixed(1).padStart(6)} s`);
  }
}

/** One line of load numbers. */
export function describeLoad(numbers: LoadNumbers): string {
  const p95 = numbers.p95Ms === null ? '' : ` · p95 ${numbers.p95Ms.toFixed(0)} ms`;
  return `${numbers.stage} · ${numbers.users}/${numbers.of} users · ${numbers.ratePerSecond.toFixed(0)} req/s${p95} · ${numbers.errors} errors`;
}
