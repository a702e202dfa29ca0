import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { TimelineLine } from '../../reports/evidence/timeline.ts';

/** What is known of a load while it goes on. */
export interface GeneratorProgress {
  /** `entering` until the barrier lets all go. */
  stage: 'starting' | 'entering' | 'sale' | 'ending';
  /** Buyers at the barrier while they gather; then those who have not come to their end. */
  users: number;
  of: number;
  finished: number;
  /** Over the last second that is over. */
  ratePerSecond: number;
  p95Ms: number | null;
  /** Requests without an answer, or with a 5xx, so far. */
  errors: number;
}

/** Follows a generator's timeline, line by line as it is written. */
export class ProgressOfTimeline {
  readonly #of: number;
  #stage: GeneratorProgress['stage'] = 'starting';
  #gathered = 0;
  #finished = 0;
  #errors = 0;
  #second = Number.NEGATIVE_INFINITY;
  #count = 0;
  #histogram: ReturnType<typeof decodeFromCompressedBase64> | null = null;

  constructor(buyers: number) {
    this.#of = buyers;
  }

  /** k6 has read the script and begins. */
  begun(): void {
    if (this.#stage === 'starting') this.#stage = 'entering';
  }

  /** Take one line of the timeline. Lines that are none are the merge's to report. */
  take(text: string): void {
    const line = lineOf(text);
    if (line?.kind === 'latency' && line.of === 'request') this.#latency(line);
    if (line?.kind === 'event') this.#event(line);
  }

  get now(): GeneratorProgress {
    const entering = this.#stage === 'starting' || this.#stage === 'entering';
    return {
      stage: this.#stage,
      users: entering ? this.#gathered : Math.max(0, this.#of - this.#finished),
      of: this.#of,
      finished: this.#finished,
      ratePerSecond: this.#count,
      p95Ms: this.#histogram === null ? null : this.#histogram.getValueAtPercentile(95) / 1_000,
      errors: this.#errors,
    };
  }

  get finished(): number {
    return this.#finished;
  }

  #latency(line: TimelineLine & { kind: 'latency' }): void {
    this.#errors += line.errors;
    if (line.second < this.#second) return;
    const histogram = decodeFromCompressedBase64(line.histogram);
    if (line.second > this.#second || this.#histogram === null) {
      this.#second = line.second;
      this.#count = 0;
      this.#histogram = histogram;
    } else {
      this.#histogram.add(histogram);
    }
    this.#count += line.count;
  }

  #event(line: TimelineLine & { kind: 'event' }): void {
    if (line.name === 'barrier-ready') this.#gathered = Number(line.detail.ready);
    if (line.name === 'barrier-released' || line.name === 'barrier-timed-out') this.#stage = 'sale';
    if (line.name !== 'buyer-done') return;
    this.#finished++;
    if (this.#finished === this.#of) this.#stage = 'ending';
  }
}

function lineOf(text: string): TimelineLine | null {
  try {
    return TimelineLine.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
