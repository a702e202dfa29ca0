import { z } from 'zod';

/** A scenario as the command line knows it; its k6 script stands beside this file. */
export interface Scenario<Options extends ScenarioOptions = ScenarioOptions> {
  name: string;
  summary: string;
  /** The k6 script's file name in this folder. */
  script: string;
  /** The validity profile that says what its evidence must show (reports/validity). */
  validity: string;
  options: z.ZodType<Options>;
}

interface ScenarioOptions {
  users: number;
  seats: number;
}

/**
 * One k6 process: 10,000 users with a connection each were measured at 3.5 GB, and a process may open 20,000
 * files. A seat nobody can want proves nothing, so there are at most as many seats as users.
 */
const mostUsers = 10_000;
const usersBound = `from 1 to ${mostUsers.toLocaleString('en')} (what one k6 process can play)`;
const seatsBound = 'from 1 to the number of users (every seat needs someone who wants it)';

const contention: Scenario = {
  name: 'contention',
  summary: 'everyone wants a seat at one instant: each is sold once, the rest are refused',
  script: 'contention.ts',
  validity: 'burst',
  options: z
    .strictObject({
      users: z.number(usersBound).int(usersBound).min(1, usersBound).max(mostUsers, usersBound),
      seats: z.number(seatsBound).int(seatsBound).min(1, seatsBound),
    })
    .refine(({ users, seats }) => seats <= users, {
      path: ['seats'],
      error: seatsBound,
    }),
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
    const option = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : '');
    const value = got === undefined ? '' : `${String(got)} `;
    super(`${scenario}: --${option} ${value}is not possible: ${issue.message}`);
    this.hint = `onsale run ${scenario} --help lists what it takes.`;
  }
}

/** The scenario of that name. Throws {@link UnknownScenario}. */
export function scenarioOf(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (found === undefined) throw new UnknownScenario(name);
  return found;
}

/** Check a scenario's options. Throws {@link UnknownScenario} or {@link BadScenarioOption}, which names the option. */
export function parseOptions(name: string, raw: Record<string, unknown>): { users: number; seats: number } {
  const parsed = scenarioOf(name).options.safeParse(raw);
  if (parsed.success) return { ...parsed.data };
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw parsed.error;
  throw new BadScenarioOption(name, issue, raw[String(issue.path[0])]);
}
