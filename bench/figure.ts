/** What must hold of a figure: of its median, or of the ratio of its median to the baseline's. Bounds are inclusive. */
export interface Bar {
  of: 'median' | 'ratio';
  max?: number;
  min?: number;
}

/** One figure with its baseline, measured in the same run. */
export interface Figure {
  name: string;
  unit: string;
  /** One per round. */
  values: number[];
  /** What the same machine did at the same time with something simpler; null where nothing compares. */
  baseline: { name: string; values: number[] } | null;
  /** Null for a figure that is only shown. */
  bar: Bar | null;
  /** What bounded it, as measured. */
  boundBy: string;
}

/** What a bench is handed: it neither prints nor reads the process's environment by itself. */
export interface BenchContext {
  /** The checkout's folder. */
  root: string;
  rounds: number;
  env: NodeJS.ProcessEnv;
  /** Aborted when the user interrupts; what was started is then removed. */
  signal: AbortSignal;
  say(line: string): void;
}

/** One bench of the list; it throws when it cannot measure, and never because a figure is bad. */
export interface Bench {
  name: string;
  summary: string;
  /** How many rounds it takes when nobody says; 5 when absent. */
  usualRounds?: number;
  run(context: BenchContext): Promise<Figure[]>;
}
