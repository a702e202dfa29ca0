import type { TimelineResource } from '../../../evidence/timeline.ts';
import { type LoadWindow, sinceZero } from './load-window.ts';
import type { CpuSeries } from './page-data.ts';

const mostBins = 300;
const mostNodes = 12;
const machine = 'machine';

/**
 * Cores in use by node, over `[from, to]` (ms since zero). Samplers' windows differ by node and need not be
 * even; each window's CPU time is spread over the bins it covers, so none is lost or counted twice.
 */
export function cpuSeries(
  samples: readonly TimelineResource[],
  window: LoadWindow,
  span: { from: number; to: number },
): CpuSeries | null {
  const inSpan = samples
    .map((sample) => ({ ...sample, from: sinceZero(window, sample.from), to: sinceZero(window, sample.to) }))
    .filter(({ from, to }) => to > from && to > span.from && from < span.to);
  const first = inSpan[0];
  if (!first) return null;
  const widths = inSpan.map(({ from, to }) => to - from).sort((a, b) => a - b);
  const usual = widths[Math.floor(widths.length / 2)] ?? 1_000;
  const binMs = Math.max(usual, (span.to - span.from) / mostBins);
  const from = Math.min(...inSpan.map((sample) => sample.from));
  const bins = Math.ceil((Math.max(...inSpan.map((sample) => sample.to)) - from) / binMs - 1e-6);
  const byNode = Map.groupBy(inSpan, ({ of }) => of);
  const used = new Map([...byNode].map(([name, own]) => [name, spread(own, { from, binMs, bins })]));
  const nodes = [...used]
    .filter(([name]) => name !== machine)
    .map(([name, values]) => ({ name, used: values }))
    .sort((a, b) => total(b.used) - total(a.used));
  return {
    cores: first.cores,
    binMs,
    from,
    machine: used.get(machine) ?? [],
    nodes: foldSmallest(nodes, bins),
  };
}

interface Grid {
  from: number;
  binMs: number;
  bins: number;
}

type Sample = Pick<TimelineResource, 'from' | 'to' | 'cpuSeconds'>;

function spread(samples: readonly Sample[], grid: Grid): (number | null)[] {
  const seconds: (number | null)[] = Array.from({ length: grid.bins }, () => null);
  for (const { from, to, cpuSeconds } of samples) {
    const firstBin = Math.floor((from - grid.from) / grid.binMs + 1e-6);
    for (let bin = firstBin; bin < grid.bins; bin++) {
      const begin = grid.from + bin * grid.binMs;
      const covered = Math.min(to, begin + grid.binMs) - Math.max(from, begin);
      if (covered <= 1e-6 * grid.binMs) break;
      seconds[bin] = (seconds[bin] ?? 0) + (cpuSeconds * covered) / (to - from);
    }
  }
  return seconds.map((each) => (each === null ? null : thousandths(each / (grid.binMs / 1_000))));
}

function foldSmallest(nodes: CpuSeries['nodes'], bins: number): CpuSeries['nodes'] {
  if (nodes.length <= mostNodes) return nodes;
  const rest = nodes.slice(mostNodes - 1);
  const used = Array.from({ length: bins }, (_, bin) =>
    thousandths(total(rest.map((node) => node.used[bin] ?? null))),
  );
  return [...nodes.slice(0, mostNodes - 1), { name: `${rest.length} others`, used }];
}

const thousandths = (cores: number) => Math.round(cores * 1_000) / 1_000;
const total = (values: readonly (number | null)[]) =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
