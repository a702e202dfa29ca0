/** Numbers as people read them. Used on the page's side too: nothing of Node here. */

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** `12,345`. */
export const count = (value: number): string => grouped.format(value);

/** Three digits: `0.831`, `24.7`, `327`, `1,230`. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return grouped.format(value);
  return value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** A latency or a moment, given in ms: `850 µs`, `12.4 ms`, `1.25 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  const size = Math.abs(ms);
  if (size === 0) return '0 ms';
  if (size < 1) return `${grouped.format(ms * 1_000)} µs`;
  if (size < 1_000) return `${short(ms)} ms`;
  if (size < 120_000) return `${short(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`;
}

/** A share: `97.5 %`; small ones keep what tells them from none: `0.02 %`. */
export const percent = (share: number): string => `${short(Number((share * 100).toPrecision(3)))} %`;

/** How far inside or outside a bound, as a share of it: `+ 12 %`, `− 40 %`, ten times and more as `× 12`. */
export function margin(share: number | null): string {
  if (share === null) return '';
  if (share >= 10) return `× ${grouped.format(share + 1)}`;
  return `${share < 0 ? '−' : '+'}${grouped.format(Math.abs(share) * 100)} %`;
}

/** A measurement in its own unit: count, ms, s, 1/s, ratio. */
export function measured({ value, unit }: { value: number; unit: string }): string {
  if (unit === 'ms') return duration(value);
  if (unit === 's') return duration(value * 1_000);
  if (unit === 'ratio') return percent(value);
  if (unit === '1/s') return `${short(value)} /s`;
  return unit === 'count' ? short(value) : `${short(value)} ${unit}`;
}

/** `24 GiB`, `512 MiB`. */
export function bytes(value: number): string {
  const mebibytes = value / 2 ** 20;
  return mebibytes >= 1_024
    ? `${short(Number((mebibytes / 1_024).toFixed(1)))} GiB`
    : `${grouped.format(mebibytes)} MiB`;
}
