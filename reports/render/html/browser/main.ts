import type { PageData } from '../data/page-data.ts';
import { copyButtons } from './copy.ts';
import { byId } from './dom.ts';
import { loadChart } from './load-chart.ts';
import { poolChart } from './pool-chart.ts';
import { seatMap } from './seat-map.ts';

/** The page is whole without this script; what needs it is shown only once it runs. */
document.documentElement.classList.add('scripted');
const page: PageData = JSON.parse(byId('page-data')?.textContent ?? '{}');
seatMap(page);
poolChart(page);
loadChart(page);
copyButtons();
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details.counterexample'))
    details.open = true;
});
