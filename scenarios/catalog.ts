import type { z } from 'zod';
import { type ContentionOptions, contentionOptions } from './options.ts';

/** A scenario as the command line knows it; its k6 script stands beside this file. */
export interface Scenario {
  name: string;
  summary: string;
  /** The k6 script's file name in this folder. */
  script: string;
  /** The validity profile that says what its evidence must show (reports/validity). */
  validity(options: ContentionOptions): string;
  options: z.ZodType<ContentionOptions>;
}

const contention: Scenario = {
  name: 'contention',
  summary: 'everyone wants a seat at one instant: each is sold once, the rest are refused',
  script: 'contention.ts',
  validity: ({ skew, hot, queue }) => (queue !== null ? 'queued' : skew > 0 || hot > 0 ? 'skewed' : 'burst'),
  options: contentionOptions,
};

const scenarios: readonly Scenario[] = [contention];

/** In the order in which they are listed to people. */
export const scenarioNames: readonly string[] = scenarios.map(({ name }) => name);

/** There is no scenario of that name. */
export class UnknownScenario extends Error {
  override readonly name = 'UnknownScenario';
  readonly usage = true;
  readonly hint: string;
  constructor(name: string) {
    super(`there is no scenario «${name}»`);
    this.hint = `Scenarios: ${scenarioNames.join(', ')}.`;
  }
}

/** An option of a scenario is out of its bounds. */
export class BadScenarioOption extends Error {
  override readonly name = 'BadScenarioOption';
  readonly usage = true;
  readonly hint: string;
  constructor(scenario: string, issue: z.core.$ZodIssue, got: unknown) {
    const option =
      String(issue.path[0] ?? '') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : '');
    const value = got === undefined ? '' : `${saidOf(got)} `;
    super(`${scenario}: --${option} ${value}is not possible: ${issue.message}`);
    this.hint = `onsale run ${scenario} --help lists what it takes.`;
  }
}

/** A value as it is given on the command line. */
function saidOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.values(value).map(String).join('-');
}

/** The scenario of that name. Throws {@link UnknownScenario}. */
export function scenarioOf(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new UnknownScenario(name);
  return found;
}

/** Check a scenario's options. Throws {@link UnknownScenario} or {@link BadScenarioOption}, which names the option. */
export function parseOptions(name: string, raw: Record<string, unknown>): ContentionOptions {
  const parsed = scenarioOf(name).options.safeParse(raw);
  if (parsed.success) return { ...parsed.data };
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  throw new BadScenarioOption(name, issue, raw[String(issue.path[0])]);
}
