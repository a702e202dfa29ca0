/** Set-up's own account of its parts, in seconds, from the lines it prints as each is done. */
export function partsOf(lines: readonly string[]): Map<string, number> {
  const parts = lines.flatMap((line): [string, number][] => {
    const [, name, said] = /^ {2}(\S[^:…]*): ((?:\d+ min )?[\d.]+ s)$/.exec(line) ?? [];
    const seconds = said === undefined ? null : secondsIn(said);
    return name === undefined || seconds === null ? [] : [[name, seconds]];
  });
  return new Map(parts);
}

/** The duration that the first line of a form tells; null when none is there. */
export function secondsOf(lines: readonly string[], form: RegExp): number | null {
  const said = lines.map((line) => form.exec(line)?.[1]).find((found) => found !== undefined);
  return said === undefined ? null : secondsIn(said);
}

/** Of what setup/terminal.mjs writes: `8.1 s`, `2 min 21 s`. */
function secondsIn(said: string): number | null {
  const found = /^(?:(\d+) min )?([\d.]+) s$/.exec(said);
  return found === null ? null : Number(found[1] ?? 0) * 60 + Number(found[2]);
}
