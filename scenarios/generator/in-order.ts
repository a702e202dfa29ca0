/** A line and when it belongs, in ns since the run's epoch. */
export interface Timed {
  timeNs: number;
  text: string;
}

/**
 * Bring nearly sorted lines in order, with memory for twice `window` of them: each may stand up to `window`
 * lines from its place. One that stands further away is given where it is found, and told of.
 */
export async function* inOrder(
  lines: AsyncIterable<Timed>,
  { window, misplaced }: { window: number; misplaced(line: Timed): void },
): AsyncGenerator<Timed> {
  let waiting: Timed[] = [];
  let last = Number.NEGATIVE_INFINITY;
  const checked = (line: Timed) => {
    if (line.timeNs < last) misplaced(line);
    else last = line.timeNs;
    return line;
  };
  for await (const line of lines) {
    waiting.push(line);
    if (waiting.length < 2 * window) continue;
    waiting.sort(byTime);
    for (const first of waiting.slice(0, window)) yield checked(first);
    waiting = waiting.slice(window);
  }
  for (const line of waiting.sort(byTime)) yield checked(line);
}

/** Merge sources that are each in order. Lines of one time keep the order of their sources. */
export async function* merged(sources: readonly AsyncIterable<Timed>[]): AsyncGenerator<Timed> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  try {
    const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
    for (;;) {
      let first = -1;
      for (const [at, head] of heads.entries()) {
        if (head.done) continue;
        const earliest = heads[first];
        if (earliest === undefined || earliest.done || head.value.timeNs < earliest.value.timeNs) first = at;
      }
      const head = heads[first];
      const iterator = iterators[first];
      if (head === undefined || head.done || iterator === undefined) return;
      yield head.value;
      heads[first] = await iterator.next();
    }
  } finally {
    // Whoever stops in the middle leaves no file open.
    await Promise.allSettled(iterators.map((iterator) => iterator.return?.()));
  }
}

// Sorting is stable: lines of one time keep their order.
const byTime = (a: Timed, b: Timed) => a.timeNs - b.timeNs;
