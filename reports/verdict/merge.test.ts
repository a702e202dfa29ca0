import { expect, test } from 'vitest';
import { mergeVerdicts } from './merge.ts';
import type { VerdictWord } from './verdict.ts';

test.each<[VerdictWord[], VerdictWord]>([
  [[], 'unknown'],
  [['pass', 'pass'], 'pass'],
  [['pass', 'unknown', 'pass'], 'unknown'],
  [['unknown', 'fail', 'pass'], 'fail'],
])('%j is %s', (words, merged) => {
  expect(mergeVerdicts(words.map((verdict) => ({ verdict })))).toBe(merged);
});
