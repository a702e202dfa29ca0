import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const rooms = '{cli,scenarios,chaos,reports,target,setup,bench,examples}';
const packages = '**/node_modules/**';

/**
 * They kill an `onsale` and look at what it left, which any start of another would remove; or they demand a pass, or
 * that rivals meet in a gap of time, and with it that the machine has time for them.
 */
const alone = [
  'cli/commands/{up,down}.integration.test.ts',
  'cli/ends-badly.integration.test.ts',
  'cli/self-test/self-test.integration.test.ts',
  'examples/shop/shop.integration.test.ts',
  'scenarios/generator/run.integration.test.ts',
  'target/api/broken/*.integration.test.ts',
  'target/topology/reaper.integration.test.ts',
];

/** They take minutes: begun last, all would wait for them. */
const longest = ['cli/machine-fails/stores-killed.integration.test.ts', 'cli/strategies.integration.test.ts'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => longest.some((file) => moduleId.endsWith(file));
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** What Node compiled is kept for the next process that a test starts: it begins in half the time. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/node-compile-cache') };

const real = { env, testTimeout: 180_000, hookTimeout: 180_000, maxConcurrency: 2 };

/**
 * Unit tests need nothing but Node. Integration tests start real containers, and wait for them most of the time:
 * two files at once, but for those that bear no company.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          env,
          name: 'unit',
          include: [`${rooms}/**/*.test.ts`],
          exclude: ['**/*.integration.test.ts', packages],
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...real,
          name: 'integration',
          include: [`${rooms}/**/*.integration.test.ts`],
          exclude: [...alone, packages],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...real,
          name: 'integration-alone',
          include: alone,
          exclude: [packages],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
