import { duration } from '../../numbers.ts';
import type { PageData } from '../data/page-data.ts';
import { colour } from './dom.ts';

/** One of several charts under each other that share a time axis. */
export interface Panel {
  title: string;
  /** Share of the height. */
  weight: number;
  /** Largest value of the axis; undefined to follow the data. */
  most?: number | undefined;
  label: (value: number) => string;
  series: PanelSeries[];
}

export interface PanelSeries {
  name: string;
  /** Name of a colour in the style sheet. */
  colour: string;
  look: 'area' | 'line' | 'dotted';
  /** `[ms since zero, value]`, each holding until the next. */
  points: [number, number | null][];
}

const wide = 620;
const edges = { left: 62, right: 14, outerBoundsMode: 'none' };

/** Values in equal bins as points that hold to the end of their bin. */
export function steps(
  values: readonly (number | null)[],
  from: number,
  binMs: number,
): [number, number | null][] {
  const points = values.map((value, bin): [number, number | null] => [from + bin * binMs, value]);
  return [...points, [from + values.length * binMs, values.at(-1) ?? null]];
}

/** An option that draws panels under each other with one linked cursor; phases and faults are bands behind all. */
export function panelsOption(
  panels: readonly Panel[],
  page: PageData,
  size: { width: number; height: number },
) {
  const rows = layout(panels, size);
  const ink = { color: colour('soft'), fontSize: 12 };
  const axisLine = { lineStyle: { color: colour('line') } };
  const last = panels.length - 1;
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    axisPointer: {
      link: [{ xAxisIndex: 'all' }],
      lineStyle: { color: colour('soft') },
      label: { show: false },
    },
    title: panels.map(({ title }, at) => ({
      text: title,
      left: 0,
      top: rows[at]?.top ?? 0,
      padding: [3, 0],
      textStyle: { color: colour('ink'), fontSize: 13, fontWeight: 600 },
    })),
    legend: panels.map(({ series }, at) => ({
      type: 'scroll',
      data: series.map(({ name }) => name),
      ...(size.width >= wide ? { right: edges.right, left: 236 } : { left: 0 }),
      top: rows[at]?.legend ?? 0,
      padding: 0,
      itemGap: 14,
      itemWidth: 14,
      itemHeight: 10,
      icon: 'roundRect',
      textStyle: ink,
      inactiveColor: colour('line'),
      pageTextStyle: ink,
    })),
    grid: rows.map(({ plot, height }) => ({ ...edges, top: plot, height })),
    xAxis: panels.map((_, gridIndex) => ({
      type: 'value',
      gridIndex,
      min: page.span.from,
      max: page.span.to,
      axisLine: { ...axisLine, onZero: false },
      axisTick: { show: gridIndex === last, ...axisLine },
      axisLabel: {
        ...ink,
        show: gridIndex === last,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: duration,
      },
      splitLine: { show: false },
    })),
    yAxis: panels.map(({ most, label }, gridIndex) => ({
      type: 'value',
      gridIndex,
      ...(most === undefined ? {} : { max: most }),
      splitNumber: 3,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...ink, formatter: label },
      splitLine: { lineStyle: { color: colour('faint') } },
    })),
    series: panels.flatMap((panel, at) =>
      panel.series.map((series, order) => line(series, at, order === 0 ? page : null)),
    ),
  };
}

function layout(panels: readonly Panel[], { width, height }: { width: number; height: number }) {
  const head = width >= wide ? 26 : 46;
  const gap = 18;
  const free = height - panels.length * (head + gap) - 14;
  const weights = panels.reduce((sum, { weight }) => sum + weight, 0);
  let top = 0;
  return panels.map(({ weight }) => {
    const own = {
      top,
      legend: top + (width >= wide ? 1 : 20),
      plot: top + head,
      height: (free * weight) / weights,
    };
    top = own.plot + own.height + gap;
    return own;
  });
}

function line({ name, colour: named, look, points }: PanelSeries, panel: number, page: PageData | null) {
  const color = colour(named);
  return {
    name,
    type: 'line',
    xAxisIndex: panel,
    yAxisIndex: panel,
    data: points,
    color,
    symbol: 'none',
    connectNulls: false,
    step: 'end',
    lineStyle: {
      width: look === 'area' ? 0 : look === 'dotted' ? 1 : 1.6,
      type: look === 'dotted' ? [2, 2] : 'solid',
    },
    ...(look === 'area' ? { stack: `panel ${panel}`, areaStyle: { color, opacity: 0.9 } } : {}),
    emphasis: { disabled: true },
    ...(page ? backdrop(page, panel === 0) : {}),
  };
}

/** Phases and faults as bands, moments as lines; named in the uppermost panel alone. */
function backdrop({ bands, marks, span }: PageData, named: boolean) {
  const label = { show: named, color: colour('soft'), fontSize: 11 };
  return {
    markArea: {
      silent: true,
      label: { ...label, position: 'insideTop' },
      data: bands
        .filter(({ kind, name }) => kind === 'fault' || name !== 'load')
        .map(({ name, kind, from, to }) => [
          {
            name,
            xAxis: Math.max(from, span.from),
            itemStyle: { color: colour(kind === 'fault' ? 'fail-wash' : 'faint'), opacity: 0.8 },
            // A sliver at the edge has no room for its name.
            label: {
              show: named && Math.min(to, span.to) - Math.max(from, span.from) > (span.to - span.from) / 12,
            },
          },
          { xAxis: Math.min(to, span.to) },
        ]),
    },
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: colour('soft'), type: 'solid', width: 1 },
      label: { ...label, formatter: '{b}', position: 'insideEndTop' },
      data: [{ name: '', at: 0 }, ...marks].map(({ name, at }) => ({ name, xAxis: at })),
    },
  };
}
