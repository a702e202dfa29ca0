import imported, { type Builder } from 'junit-report-builder';
import type { Finding, Verdict } from '../verdict/verdict.ts';
import { repeatCommand } from './command.ts';
import { counterexampleText } from './counterexample.ts';
import type { Renderer, RenderInput } from './renderer.ts';
import { titleOf } from './wording.ts';

/** The package's types promise an ES module with a default; Node loads its CommonJS file, which is the builder. */
const junit = imported as unknown as Builder;

const kinds = ['invariant', 'budget', 'recovery', 'validity'] as const;
/** More counterexamples than a CI page can show help nobody; verdict.json has all. */
const mostCounterexamples = 10;

/**
 * JUnit XML: a suite for each kind of finding, a case for each finding. Failed is `failure`, with its
 * counterexamples; unknown is `error`, since what was not proven must not be green either. A verdict that is
 * not pass though no finding says why (there were none) has a case of its own.
 */
export const junitRenderer: Renderer = {
  render(input) {
    const { run, verdict } = input;
    const builder = junit.newBuilder().name(`onsale ${run.name}`);
    const suites = kinds.map((kind) => ({
      kind,
      findings: verdict.findings.filter((each) => each.kind === kind),
    }));
    for (const { kind, findings } of suites) {
      if (findings.length === 0) continue;
      const suite = withProperties(builder.testSuite().name(kind), input);
      for (const finding of findings) addCase(suite, run.scenario.name, finding);
    }
    if (verdict.verdict !== 'pass' && verdict.findings.every((finding) => finding.verdict === 'pass')) {
      const suite = withProperties(builder.testSuite().name('verdict'), input);
      const nothing = `The verdict is ${verdict.verdict}, and no finding says more: nothing was examined.`;
      suite
        .testCase()
        .className(`onsale.${run.scenario.name}.verdict`)
        .name('verdict')
        .error(nothing, verdict.verdict);
    }
    return builder.build();
  },
};

type Suite = ReturnType<Builder['testSuite']>;

function withProperties(suite: Suite, { run, verdict }: RenderInput): Suite {
  suite.timestamp(run.startedAt);
  for (const [name, value] of properties(run.id, verdict)) suite.property(name, value);
  return suite.property('command', repeatCommand(run));
}

function properties(id: string, verdict: Verdict): [string, string][] {
  const measurements = Object.entries(verdict.measurements).map(
    ([name, { value, unit }]): [string, string] => [
      name,
      unit === 'count' ? String(value) : `${value} ${unit}`,
    ],
  );
  return [['run', id], ['verdict', verdict.verdict], ['seed', String(verdict.run.seed)], ...measurements];
}

function addCase(suite: Suite, scenario: string, finding: Finding): void {
  const { id, kind, verdict, expected, observed } = finding;
  const test = suite.testCase().className(`onsale.${scenario}.${kind}`).name(id);
  const message = `${titleOf(finding)}: expected ${expected}; observed ${observed}`;
  if (verdict === 'fail') test.failure(message, kind).stacktrace(details(finding));
  else if (verdict === 'unknown') test.error(message, 'unknown', details(finding));
  else test.standardOutput(`expected ${expected}; observed ${observed}`);
}

function details({ expected, observed, evidence }: Finding): string {
  const left = evidence.length - mostCounterexamples;
  return [
    `expected: ${expected}`,
    `observed: ${observed}`,
    ...evidence.slice(0, mostCounterexamples).map(counterexampleText),
    ...(left > 0 ? [`and ${left} more in verdict.json`] : []),
  ].join('\n');
}
