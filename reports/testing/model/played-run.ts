import type { RunRecord } from '../../evidence/run.ts';
import { recordWith } from '../record.ts';
import type { RunFixture } from '../run-fixture.ts';
import type { Played } from './play.ts';

/** The record of a run that went its whole course, with the crowd's buyers in it. */
export function recordOf({ operations, client, foundBefore, prices, finished, rows }: Played): RunRecord {
  const buyers = new Set(operations.map(({ process }) => process)).size;
  const stocks = rows.filter((row) => row.kind === 'stock');
  const inventory = stocks.reduce((sum, { total }) => sum + total, 0);
  const record = recordWith({ client, buyers, inventory });
  const claim = (['hold', 'order', 'book'] as const).find((f) => client.operations.includes(f)) ?? 'book';
  return {
    ...record,
    prices,
    foundBefore,
    scenario: { ...record.scenario, claim },
    generators: record.generators.map((each) => ({ ...each, finished: finished ? buyers : buyers - 1 })),
  };
}

/** The run as it would lie on disk; nobody measured anything during it. */
export function fixtureOf(played: Played): RunFixture {
  const { operations, rows } = played;
  // What was written of each file, whoever writes them knows.
  const { evidence: _, ...record } = recordOf(played);
  return { operations, rows, timeline: [], record };
}
