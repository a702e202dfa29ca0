import type { Bench, BenchContext, Figure } from './figure.ts';
import { BareMachine } from './set-up/bare-machine.ts';
import { partsOf, secondsOf } from './set-up/parts.ts';
import { MachineWatch } from './watch/machine-watch.ts';
import type { Usage } from './watch/usage.ts';
import { describeBound } from './watch/wording.ts';

interface Start {
  seconds: number;
  /** Seconds by part of set-up, as set-up tells them. */
  parts: Map<string, number>;
  setUpSeconds: number | null;
  usage: Usage | null;
}

/** From a bare Debian with Node and npm to the first verdict, and how long each part takes of it. */
export const bench: Bench = {
  name: 'set-up',
  summary: 'npm start on a bare Debian 12 with Node and npm, in a container of its own',
  usualRounds: 1,
  async run(context) {
    await using watch = MachineWatch.start();
    const first: Start[] = [];
    const second: Start[] = [];
    for (let round = 1; round <= context.rounds; round++) {
      await using machine = await BareMachine.start(context);
      first.push(await npmStart(machine, context, watch));
      second.push(await npmStart(machine, context, watch));
    }
    return figuresOf(first, second);
  },
};

async function npmStart(machine: BareMachine, context: BenchContext, watch: MachineWatch): Promise<Start> {
  const fromNs = process.hrtime.bigint();
  const { seconds, lines } = await machine.npmStart((line) => context.say(`  ${line}`));
  return {
    seconds,
    parts: partsOf(lines),
    setUpSeconds: secondsOf(lines, /^onsale set-up: done in (.*)$/),
    usage: watch.since(fromNs),
  };
}

function figuresOf(first: readonly Start[], second: readonly Start[]): Figure[] {
  const boundBy = describeBound(first.map(({ usage }) => usage));
  const figure = (name: string, values: number[]): Figure => ({
    name,
    unit: 's',
    values,
    baseline: null,
    bar: null,
    boundBy,
  });
  const names = new Set(first.flatMap(({ parts }) => [...parts.keys()]));
  const whole: Figure = {
    ...figure(
      'npm start, bare machine → verdict',
      first.map(({ seconds }) => seconds),
    ),
    baseline: { name: 'the same once more, nothing missing', values: second.map(({ seconds }) => seconds) },
    bar: { of: 'median', max: 180 },
  };
  const setUp = figure(
    'set-up, all parts',
    first.flatMap(({ setUpSeconds }) => setUpSeconds ?? []),
  );
  const parts = [...names].map((name) =>
    figure(
      `set-up: ${name}`,
      first.flatMap(({ parts: its }) => its.get(name) ?? []),
    ),
  );
  return [whole, setUp, ...parts].filter(({ values }) => values.length > 0);
}
