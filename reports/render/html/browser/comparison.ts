import { BarChart, ScatterChart } from 'echarts/charts';
import { use } from 'echarts/core';
import type { ComparisonData } from '../../../comparison/page-data.ts';
import { duration } from '../../numbers.ts';
import { chart } from './charts.ts';
import { byId, colour } from './dom.ts';

use([BarChart, ScatterChart]);

/** Below this width (px) the names of the strategies have no room beside each other. */
const wide = 620;

document.documentElement.classList.add('scripted');
const data: ComparisonData = JSON.parse(byId('page-data')?.textContent ?? '{}');
decidedChart(data);
latencyChart(data);

function decidedChart({ strategies, best, decided, runs }: ComparisonData): void {
  const several = runs.length > strategies.length;
  draw('decided-chart', 'Seconds until all was decided, by strategy', () => [
    {
      name: several ? 'median' : 'decided in',
      type: 'bar',
      barMaxWidth: 64,
      itemStyle: { color: colour('done') },
      data: decided.map((seconds, at) => ({
        value: seconds === null ? null : seconds * 1_000,
        itemStyle: { color: colour(at === best ? 'pass' : 'done') },
      })),
    },
    ...(several
      ? [
          {
            name: 'one run',
            type: 'scatter',
            symbolSize: 8,
            itemStyle: { color: colour('ink'), opacity: 0.7 },
            data: runs.map(([strategy, seconds]) => [strategy, seconds * 1_000]),
          },
        ]
      : []),
  ]);
}

function latencyChart({ latency }: ComparisonData): void {
  draw('latency-chart', 'Latency percentiles, by strategy', () =>
    (['p50', 'p95', 'p99'] as const).map((name) => ({
      name,
      type: 'bar',
      barMaxWidth: 32,
      itemStyle: { color: colour(name) },
      data: latency[name],
    })),
  );
}

/** One chart over the strategies; its values are ms. */
function draw(id: string, spoken: string, series: () => { name: string }[]): void {
  const element = byId(id);
  if (!element) return;
  chart(element, (width) => {
    const ink = { color: colour('soft'), fontSize: 12 };
    const shown = series();
    return {
      animation: false,
      aria: { enabled: true, label: { description: `${spoken}. The same values stand in the table below.` } },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      legend: { show: shown.length > 1, left: 0, top: 0, padding: 0, itemGap: 14, textStyle: ink },
      grid: { left: 4, right: 4, top: shown.length > 1 ? 36 : 12, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis',
        confine: true,
        transitionDuration: 0,
        axisPointer: { type: 'shadow' },
        backgroundColor: colour('card'),
        borderColor: colour('line'),
        textStyle: { color: colour('ink'), fontSize: 13 },
        valueFormatter: (value: unknown) => (typeof value === 'number' ? duration(value) : '–'),
      },
      xAxis: {
        type: 'category',
        data: data.strategies,
        axisLine: { lineStyle: { color: colour('line') } },
        axisTick: { show: false },
        axisLabel: { ...ink, interval: 0, rotate: width >= wide ? 0 : 40 },
      },
      yAxis: {
        type: 'value',
        min: 0,
        axisLabel: { ...ink, formatter: duration },
        splitLine: { lineStyle: { color: colour('faint') } },
      },
      series: shown,
    };
  });
}
