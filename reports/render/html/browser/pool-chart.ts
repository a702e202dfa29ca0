import { count, duration } from '../../numbers.ts';
import type { PageData } from '../data/page-data.ts';
import { html } from '../markup.ts';
import { chart } from './charts.ts';
import { byId, colour } from './dom.ts';
import { type Panel, panelsOption, steps } from './panels.ts';

/** Tickets left and buyers refused over time. */
export function poolChart(page: PageData): void {
  const element = byId('pool-chart');
  const { pool } = page;
  if (!element || !pool) return;
  const soldBy = pool.soldIn.map((_, bin) =>
    pool.soldIn.slice(0, bin + 1).reduce((sum, sold) => sum + sold, 0),
  );
  const panels: Panel[] = [
    {
      title: `Sold and refused in ${duration(pool.binMs)}`,
      weight: 1,
      label: count,
      series: [
        { name: 'sold', colour: 'done', look: 'area', points: steps(pool.soldIn, pool.from, pool.binMs) },
        {
          name: 'refused',
          colour: 'refused',
          look: 'area',
          points: steps(pool.refusedIn, pool.from, pool.binMs),
        },
      ],
    },
    {
      title: 'Tickets left',
      weight: 0.8,
      label: count,
      series: [
        {
          name: 'left',
          colour: 'p50',
          look: 'line',
          points: steps(
            soldBy.map((sold) => pool.total - sold),
            pool.from,
            pool.binMs,
          ),
        },
      ],
    },
  ];
  chart(element, (width) => ({
    ...panelsOption(panels, page, { width, height: element.clientHeight }),
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      backgroundColor: colour('card'),
      borderColor: colour('line'),
      textStyle: { color: colour('ink'), fontSize: 13 },
      formatter: (points: { axisValue: number }[]) => {
        const bin = Math.floor(((points[0]?.axisValue ?? 0) - pool.from) / pool.binMs + 1e-6);
        return html`<strong>${duration(pool.from + bin * pool.binMs)}</strong><br>${pool.soldIn[bin] ?? 0} sold, ${pool.refusedIn[bin] ?? 0} refused<br>${pool.total - (soldBy[bin] ?? soldBy.at(-1) ?? 0)} left`
          .text;
      },
    },
  }));
}
