/** «a», «a and b», «a, b, c and 4 more»: what a sentence can bear. */
export function someOf(names: readonly string[], most = 3): string {
  const unique = [...new Set(names)];
  if (unique.length > most) return `${unique.slice(0, most).join(', ')} and ${unique.length - most} more`;
  const last = unique.pop() ?? '';
  return unique.length === 0 ? last : `${unique.join(', ')} and ${last}`;
}

/** «1 seat», «1,000 seats». */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** An instant of the run, in seconds to the µs. */
export function at(ns: number): string {
  return `${(ns / 1e9).toFixed(6)} s`;
}
