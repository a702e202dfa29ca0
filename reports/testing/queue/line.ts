/** What one step of a line goes by; a planted fault is another answer to one of these. */
export interface LineRules {
  capacity: number;
  ratePerSecond: number;
  graceMs: number;
  turnMs: number;
}

/** How a line may be wrong. */
export type Fault = 'last-first' | 'no-capacity' | 'no-rate' | 'reset' | 'same-number' | 'forgets' | null;

export type Told = { waits: number; sequence: number } | { inForMs: number; sequence: number } | 'no-place';

interface Waiting {
  buyer: string;
  sequence: number;
  seenMs: number;
}

const roundMs = 1_000;

/** A small waiting line that is correct, unless it is told to be wrong. It is told the time, which only grows. */
export class Line {
  readonly #rules: LineRules;
  readonly #fault: Fault;
  readonly #line: Waiting[] = [];
  readonly #in = new Map<string, { untilMs: number; sequence: number }>();
  #given = 0;
  #roundMs = 0;

  constructor(rules: LineRules, fault: Fault = null) {
    this.#rules = rules;
    this.#fault = fault;
  }

  join(buyer: string, nowMs: number): Told {
    this.#goOn(nowMs);
    if (this.#in.has(buyer)) return this.look(buyer, nowMs);
    const at = this.#line.findIndex((each) => each.buyer === buyer);
    if (at >= 0 && this.#fault === 'reset') this.#line.splice(at, 1);
    if (at < 0 || this.#fault === 'reset') {
      const sequence = this.#fault === 'same-number' ? this.#given || ++this.#given : ++this.#given;
      if (this.#line.length === 0 && this.#free() > 0) this.#enter(buyer, sequence, nowMs);
      else this.#line.push({ buyer, sequence, seenMs: nowMs });
    }
    return this.look(buyer, nowMs);
  }

  look(buyer: string, nowMs: number): Told {
    this.#goOn(nowMs);
    const turn = this.#in.get(buyer);
    if (turn !== undefined) return { inForMs: turn.untilMs - nowMs, sequence: turn.sequence };
    const at = this.#line.findIndex((each) => each.buyer === buyer);
    const waiting = this.#line[at];
    if (waiting === undefined) return 'no-place';
    if (this.#fault === 'forgets' && nowMs % 3 === 0) {
      this.#line.splice(at, 1);
      return 'no-place';
    }
    waiting.seenMs = nowMs;
    return { waits: at + 1, sequence: waiting.sequence };
  }

  leave(buyer: string, nowMs: number): void {
    this.#goOn(nowMs);
    this.#in.delete(buyer);
    const at = this.#line.findIndex((each) => each.buyer === buyer);
    if (at >= 0) this.#line.splice(at, 1);
  }

  /** Whether the buyer was in, and so could buy; the turn is over then. */
  buy(buyer: string, nowMs: number): boolean {
    this.#goOn(nowMs);
    return this.#in.delete(buyer);
  }

  /** What time alone does: turns run out, and a round a second lets in who waits. */
  #goOn(nowMs: number): void {
    for (; this.#roundMs + roundMs <= nowMs; ) {
      this.#roundMs += roundMs;
      this.#endTurns(this.#roundMs);
      this.#round(this.#roundMs);
    }
    this.#endTurns(nowMs);
  }

  #endTurns(nowMs: number): void {
    for (const [buyer, { untilMs }] of this.#in) if (untilMs <= nowMs) this.#in.delete(buyer);
  }

  #round(nowMs: number): void {
    const line = this.#line;
    for (let at = line.length - 1; at >= 0; at--) {
      if ((line[at]?.seenMs ?? 0) <= nowMs - this.#rules.graceMs) line.splice(at, 1);
    }
    const most = this.#fault === 'no-rate' ? Infinity : this.#rules.ratePerSecond;
    for (let admitted = 0; admitted < most && this.#free() > 0; admitted++) {
      const next = this.#fault === 'last-first' ? line.pop() : line.shift();
      if (next === undefined) return;
      this.#enter(next.buyer, next.sequence, nowMs);
    }
  }

  #free(): number {
    return this.#fault === 'no-capacity' ? Infinity : this.#rules.capacity - this.#in.size;
  }

  #enter(buyer: string, sequence: number, nowMs: number): void {
    this.#in.set(buyer, { untilMs: nowMs + this.#rules.turnMs, sequence });
  }
}
