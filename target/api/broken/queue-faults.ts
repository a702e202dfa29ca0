import type { Parts } from '../app.ts';
import type { Composition } from '../compose.ts';
import { composeQueue, type QueueFaults } from '../queue/compose.ts';

/** The sound parts, with a queue that has these faults. */
export function withQueue({ parts, strategyParts, config, report }: Composition, faults: QueueFaults): Parts {
  return { ...parts, queue: composeQueue({ ...strategyParts, config, report }, faults) };
}

/** A sound script with one passage replaced. Throws when it is not there exactly once. */
export function rewritten(script: string, passage: string, by: string): string {
  const [before, after, more] = script.split(passage);
  if (before === undefined || after === undefined || more !== undefined) {
    throw new TypeError(`expected once in the script: ${passage}`);
  }
  return `${before}${by}${after}`;
}
