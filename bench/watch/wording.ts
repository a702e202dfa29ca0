import { sumOf, type Usage } from './usage.ts';

// A machine that is full nine tenths of the time has queues all the time.
const fullShare = 0.9;
const diskShare = 0.2;
const leastShareShown = 0.01;

/** What bounded something, by what the machine did meanwhile: the processors, the disk, or neither. */
export function describeBound(usages: readonly (Usage | null)[]): string {
  const usage = sumOf(usages);
  if (usage === null) return 'not measured (there is no /proc here)';
  const share = (seconds: number) => seconds / usage.available;
  const waited = share(usage.ioWait);
  const parts = Object.entries(usage.parts)
    .toSorted(([, a], [, b]) => b - a)
    .filter(([, seconds]) => share(seconds) >= leastShareShown)
    .map(([part, seconds]) => `${part} ${percent(share(seconds))}`);
  const seen = [
    `processors ${percent(share(usage.busy))} busy`,
    ...(parts.length === 0 ? [] : [`(${parts.join(', ')})`]),
    `and ${percent(waited)} waiting for the disk`,
    ...(share(usage.stolen) < leastShareShown ? [] : [`and ${percent(share(usage.stolen))} stolen`]),
  ].join(' ');
  return `${boundOf(usage, waited)}: ${seen}`;
}

function boundOf(usage: Usage, waited: number): string {
  if ((usage.busy + usage.stolen) / usage.available >= fullShare) return 'the processors';
  return waited >= diskShare ? 'the disk' : 'waiting for one another';
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
