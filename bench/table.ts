import Table from 'cli-table3';
import type { JudgedFigure } from './bars.ts';
import type { BenchResult } from './document.ts';
import type { Spread } from './statistics.ts';

/** The benches as a table, and below it what bounded each figure. `paint` colours what was missed. */
export function renderTable(benches: readonly BenchResult[], paint: (text: string) => string): string {
  const figures = benches.flatMap((bench) => bench.figures);
  const table = new Table({
    head: ['figure', 'median', 'quartiles', 'least – most', 'baseline', 'ratio', 'bar', ''],
    style: { head: [], border: [] },
  });
  for (const figure of figures) {
    const row = rowOf(figure);
    table.push(figure.held === false ? row.map((cell) => paint(cell)) : row);
  }
  const bounds = together(figures, ({ boundBy }) => boundBy);
  const baselines = together(figures, ({ baseline }) => baseline?.name);
  const broken = benches.flatMap(({ name, problem }) =>
    problem === null ? [] : [paint(`${name} broke: ${problem}`)],
  );
  return [
    ...(figures.length === 0 ? [] : [table.toString()]),
    ...section('Bound by', bounds),
    ...section('Baselines', baselines),
    ...broken,
  ].join('\n');
}

/** What is said of figures, once for all of whom it is said. */
function together(
  figures: readonly JudgedFigure[],
  says: (figure: JudgedFigure) => string | undefined,
): string[] {
  return [...Map.groupBy(figures, says)].flatMap(([said, of]) =>
    said === undefined ? [] : [`${of.map(({ name }) => name).join(', ')}: ${said}`],
  );
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function rowOf({ name, unit, values, spread, baselineSpread, ratio, bar, held }: JudgedFigure): string[] {
  return [
    name,
    `${number(spread.median)} ${unit}`,
    values.length < 2 ? '' : range(spread, 'lower', 'upper'),
    values.length < 2 ? '' : range(spread, 'min', 'max'),
    baselineSpread === null ? '' : `${number(baselineSpread.median)} ${unit}`,
    ratio === null ? '' : number(ratio),
    bar === null ? '' : describeBar(bar, unit),
    held === null ? '' : held ? '✔' : '✘',
  ];
}

function range(spread: Spread, from: keyof Spread, to: keyof Spread): string {
  return `${number(spread[from])} – ${number(spread[to])}`;
}

function describeBar(bar: NonNullable<JudgedFigure['bar']>, unit: string): string {
  const of = bar.of === 'ratio' ? 'ratio ' : '';
  const its = bar.of === 'ratio' ? '' : ` ${unit}`;
  const bounds = [
    bar.min === undefined ? null : `≥ ${number(bar.min)}`,
    bar.max === undefined ? null : `≤ ${number(bar.max)}`,
  ];
  return `${of}${bounds.filter((bound) => bound !== null).join(', ')}${its}`;
}

/** Three significant digits, and no fewer digits than stand before the point. */
function number(value: number): string {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}
