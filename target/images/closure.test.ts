import { expect, test } from 'vitest';
import { LockFileError, productionClosure } from './closure.mjs';

const pinned = { version: '1.0.0', integrity: 'sha512-x' };

test('takes what is reached, the nested version before the hoisted one, and nothing else', () => {
  const lock = {
    packages: {
      api: { dependencies: { a: '1' } },
      'node_modules/a': { ...pinned, dependencies: { b: '2' }, optionalDependencies: { absent: '1' } },
      'node_modules/a/node_modules/b': { version: '2.0.0', integrity: 'sha512-y' },
      'node_modules/b': pinned,
      'node_modules/unrelated': pinned,
    },
  };
  expect(productionClosure(lock, 'api')).toEqual([
    'node_modules/a 1.0.0 sha512-x',
    'node_modules/a/node_modules/b 2.0.0 sha512-y',
  ]);
});

test('packages that need each other end the walk', () => {
  const lock = {
    packages: {
      api: { dependencies: { '@s/a': '1' } },
      'node_modules/@s/a': { ...pinned, dependencies: { b: '1' } },
      'node_modules/b': {
        ...pinned,
        peerDependencies: { '@s/a': '1', c: '1' },
        peerDependenciesMeta: { c: { optional: true } },
      },
    },
  };
  expect(productionClosure(lock, 'api')).toHaveLength(2);
});

test('a needed package that is not locked is named, with who needs it', () => {
  const lock = {
    packages: {
      api: { dependencies: { a: '1' } },
      'node_modules/a': { ...pinned, dependencies: { gone: '1' } },
    },
  };
  expect(() => productionClosure(lock, 'api')).toThrow(LockFileError);
  expect(() => productionClosure(lock, 'api')).toThrow(/gone, which node_modules\/a needs/);
});
