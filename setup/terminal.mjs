/**
 * All that set-up prints, and all of it on standard error: standard output belongs to the command that follows.
 *
 * @param {{ write: (text: string) => unknown }} stream
 */
export function createTerminal(stream) {
  return {
    /** @param {string} text */
    line: (text) => void stream.write(`${text}\n`),
    /** @param {readonly (readonly string[])[]} rows the last column is not padded */
    table(rows) {
      const widths =
        rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
      for (const row of rows) {
        stream.write(
          `  ${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')}\n`,
        );
      }
    },
  };
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
