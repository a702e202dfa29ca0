/** Who may import whom (docs/architecture.md): at run time, and, a little wider, for types. */
const room = (name) => `^${name}/`;
const ours = '^(cli|scenarios|chaos|reports|target|setup|bench|examples|public\\.ts)';
const typesFrom =
  '^(reports/evidence/|scenarios/clients/|scenarios/plan/shape\\.ts$|chaos/testbed\\.ts$|target/topology/)';

const rooms = [
  ['reports', '^reports/', [room('reports')]],
  ['chaos', '^chaos/', [room('chaos'), room('reports')]],
  [
    'scenarios-node',
    '^scenarios/(plan|generator|ledger|observers|testing|catalog\\.ts)',
    [room('scenarios'), room('reports')],
  ],
  ['scenarios-k6', '^scenarios/(lib/|(?!catalog)[^/]+\\.ts$)', ['^scenarios/(lib/|clients/|[^/]+\\.ts$)']],
  ['clients', '^scenarios/clients/', [room('scenarios/clients')]],
  ['api', '^target/api/', [room('target/api')]],
  ['provider', '^target/provider/', [room('target/provider')]],
  ['topology', '^target/topology/', [room('target/topology'), room('target/images')]],
  ['images', '^target/images/', [room('target/images')]],
  ['setup', '^setup/', [room('setup'), room('target/images')]],
];

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...rooms.flatMap(([name, from, allowed]) => [
      {
        name: `${name}-runs-its-own`,
        severity: 'error',
        from: { path: from, pathNot: '\\.test\\.ts$' },
        to: { path: ours, pathNot: allowed, dependencyTypesNot: ['type-only'] },
      },
      {
        name: `${name}-types`,
        severity: 'error',
        from: { path: from, pathNot: '\\.test\\.ts$' },
        to: { path: ours, pathNot: [...allowed, typesFrom], dependencyTypes: ['type-only'] },
      },
    ]),
    {
      name: 'bench-is-never-imported',
      severity: 'error',
      comment: 'It measures the others, and may import any of them.',
      from: { pathNot: [room('bench'), '\\.test\\.ts$'] },
      to: { path: room('bench') },
    },
    {
      name: 'k6-side-has-no-packages',
      severity: 'error',
      from: {
        path: '^(scenarios/(lib/|clients/|[^/]+\\.ts$)|bench/k6/)',
        pathNot: ['^scenarios/catalog\\.ts$', '\\.test\\.ts$'],
      },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
    {
      name: 'setup-needs-no-packages',
      severity: 'error',
      from: { path: '^setup/.*\\.mjs$' },
      to: { dependencyTypes: ['npm', 'npm-dev'] },
    },
    {
      name: 'broken-is-never-imported',
      severity: 'error',
      comment: 'Planted faults are started by name; no sound code may reach them.',
      from: { pathNot: ['/broken/', '\\.test\\.ts$', '^cli/run/planted\\.ts$'] },
      to: { path: '/broken/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js'] },
  },
};
