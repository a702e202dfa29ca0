import { count, duration } from '../../numbers.ts';
import type { CpuSeries, LoadSeries, NamedSeries, PageData } from '../data/page-data.ts';
import { html, type Markup } from '../markup.ts';
import { chart } from './charts.ts';
import { byId, chosenValue, colour } from './dom.ts';
import { type Panel, panelsOption, steps } from './panels.ts';

const nodeColours = 8;

/** Throughput, latency and CPU under each other, with one cursor; one operation or route can be chosen. */
export function loadChart(page: PageData): void {
  const element = byId('load-chart');
  const { load, cpu } = page;
  if (!element || !load) return;
  const chosen = () => load.series.find(({ name }) => name === chosenValue('load-series')) ?? load.series[0];
  const redraw = chart(element, (width) => {
    const series = chosen();
    if (!series) return {};
    const panels = [throughput(load, series), latency(load, series), ...(cpu ? [cores(cpu)] : [])];
    return {
      ...panelsOption(panels, page, { width, height: element.clientHeight }),
      aria: { enabled: true, label: { description: spoken(load, series) } },
      tooltip: {
        trigger: 'axis',
        confine: true,
        transitionDuration: 0,
        backgroundColor: colour('card'),
        borderColor: colour('line'),
        textStyle: { color: colour('ink'), fontSize: 13 },
        formatter: (points: { axisValue: number }[]) =>
          tooltip(points[0]?.axisValue ?? 0, load, series, cpu).text,
      },
    };
  });
  byId('load-series')?.addEventListener('change', redraw);
}

function throughput(load: LoadSeries, series: NamedSeries): Panel {
  const area = (name: string, named: string, values: number[]) => ({
    name,
    colour: named,
    look: 'area' as const,
    points: steps(values, load.from, load.binMs),
  });
  const some = (values: readonly number[]) => values.some((value) => value > 0);
  return {
    title: `${load.source === 'history' ? 'Operations' : 'Requests'} ended in ${duration(load.binMs)}`,
    weight: 1,
    label: count,
    series: [
      area('done', 'done', series.done),
      ...(some(series.refused) ? [area('refused', 'refused', series.refused)] : []),
      ...(some(series.errors) ? [area('errors', 'error', series.errors)] : []),
    ],
  };
}

function latency(load: LoadSeries, series: NamedSeries): Panel {
  const lines = ['max', 'p99', 'p95', 'p50'] as const;
  return {
    title: 'Latency',
    weight: 1.6,
    label: duration,
    series: lines.map((name) => ({
      name,
      colour: name,
      look: name === 'max' ? 'dotted' : 'line',
      points: steps(series[name], load.from, load.binMs),
    })),
  };
}

function cores(cpu: CpuSeries): Panel {
  return {
    title: `CPU, cores of ${cpu.cores}`,
    weight: 1,
    most: cpu.cores,
    label: String,
    series: [
      ...cpu.nodes.map(({ name, used }, at) => ({
        name,
        colour: `node-${(at % nodeColours) + 1}`,
        look: 'area' as const,
        points: steps(used, cpu.from, cpu.binMs),
      })),
      { name: 'machine', colour: 'ink', look: 'dotted', points: steps(cpu.machine, cpu.from, cpu.binMs) },
    ],
  };
}

function tooltip(at: number, load: LoadSeries, series: NamedSeries, cpu: CpuSeries | null): Markup {
  const bin = Math.floor((at - load.from) / load.binMs + 1e-6);
  const from = load.from + bin * load.binMs;
  const ms = (values: readonly (number | null)[]) => {
    const value = values[bin] ?? null;
    return value === null ? '–' : duration(value);
  };
  const used = cpu?.machine[Math.floor((at - cpu.from) / cpu.binMs + 1e-6)] ?? null;
  return html`<strong>${duration(from)} to ${duration(from + load.binMs)}</strong><br>${series.name === 'all' ? '' : html`${series.name}<br>`}${series.done[bin] ?? 0} done, ${series.refused[bin] ?? 0} refused, ${series.errors[bin] ?? 0} errors<br>p50 ${ms(series.p50)} · p95 ${ms(series.p95)} · p99 ${ms(series.p99)} · max ${ms(series.max)}${used !== null && html`<br>CPU ${used.toFixed(2)} of ${cpu?.cores ?? 0} cores`}`;
}

function spoken(load: LoadSeries, series: NamedSeries): string {
  const total = (values: readonly number[]) => count(values.reduce((sum, value) => sum + value, 0));
  const worst = Math.max(0, ...series.max.map((value) => value ?? 0));
  return `Throughput, latency and CPU over time in steps of ${duration(load.binMs)}: ${total(series.done)} done, ${total(series.refused)} refused, ${total(series.errors)} errors, longest ${duration(worst)}. The same values stand in the table below.`;
}
