/** The boundaries of the house: what may import what. */
module.exports = {
  forbidden: [
    {
      // The compatibility prover recurses over a schema's structure, one file per kind of keyword: its files call each other.
      name: 'no-circular',
      severity: 'error',
      from: { pathNot: '^packages/contracts/src/compare/' },
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-service-imports-another',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-know-no-service',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(services|scripts|tests)/' },
    },
    {
      // An exporter watches from outside, with credentials of its own.
      name: 'exporters-stand-alone',
      severity: 'error',
      from: { path: '^exporters/([^/]+)/' },
      to: { path: '^(packages|services|scripts|tests|exporters)/', pathNot: '^exporters/$1/' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '/domain/', pathNot: '\\.test\\.ts$' },
      to: { path: ['/store/', '/handlers/', '^node_modules/(express|@dapr|@prisma|prisma|pg|undici)(/|$)', '/generated/prisma/'] },
    },
    {
      name: 'only-the-store-knows-prisma',
      severity: 'error',
      from: { path: '^services/', pathNot: ['/store/', '/service\\.ts$', '/generated/', '\\.test\\.ts$', '/testing/'] },
      to: { path: ['/generated/prisma/', '^node_modules/@prisma/'], dependencyTypesNot: ['type-only'] },
    },
    {
      // Its own files, the pure domain, and types; the platform's part of it is watched by name (eslint.determinism.mjs).
      name: 'workflows-are-deterministic',
      severity: 'error',
      from: { path: '^services/[^/]+/src/workflows/([^/]+\\.workflow|step-policies)\\.ts$' },
      to: {
        pathNot: [
          '^services/[^/]+/src/workflows/([^/]+\\.workflow|step-policies)\\.ts$',
          '^services/[^/]+/src/domain/',
          '^packages/platform/(src|dist)/workflow/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^bun:' } },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    exclude: { path: ['/dist/', '/generated/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.eslint.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'import', 'node', 'default'], mainFields: ['main', 'types'] },
  },
};
