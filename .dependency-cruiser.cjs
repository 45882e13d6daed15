/** The walls of the layout: who may import whom. */
const sdk = '^node_modules/(@aws-sdk|@smithy|@aws-crypto|@kubernetes)/';

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'src/domain decides from values: no SDK, no effects, nothing but itself, contract and port types, semver and Temporal.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', '^node_modules/(semver|temporal-polyfill)/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-knows-only-types-of-contracts-and-ports',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/(domain|contracts|ports)/', '^node_modules/(semver|temporal-polyfill)/'] },
    },
    {
      name: 'contracts-stand-alone',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: {
        pathNot: [
          '^src/contracts/',
          '^src/domain/(execution-history|strategies|version-change)\\.ts',
          '^node_modules/(zod|semver|yaml|fastest-levenshtein)/',
        ],
      },
    },
    {
      name: 'ports-are-types',
      severity: 'error',
      from: { path: '^src/ports/' },
      to: { pathNot: ['^src/(ports|contracts)/'] },
    },
    {
      name: 'only-adapters-import-sdks',
      severity: 'error',
      from: { path: '^(src|functions)/', pathNot: '^src/adapters/' },
      to: { path: sdk },
    },
    {
      name: 'release-speaks-through-ports',
      comment: 'What a step does is written over ports, never over adapters.',
      severity: 'error',
      from: { path: '^src/release/' },
      to: { pathNot: ['^src/(release|recovery|domain|ports|contracts)/', '^node_modules/zod/'] },
    },
    {
      name: 'migration-speaks-through-ports',
      comment:
        'The migration pipeline knows releases by their ledger only: each of the two can be read without the other.',
      severity: 'error',
      from: { path: '^src/migration/' },
      to: { pathNot: ['^src/(migration|recovery|domain|ports|contracts)/', '^node_modules/zod/'] },
    },
    {
      name: 'approval-speaks-through-ports',
      comment: 'A person answers a release or a migration by the same word.',
      severity: 'error',
      from: { path: '^src/approval/' },
      to: { pathNot: ['^src/(approval|migration|domain|ports|contracts)/', '^node_modules/zod/'] },
    },
    {
      name: 'recovery-knows-neither-release-nor-migration',
      comment: 'What both pipelines do when an execution dies.',
      severity: 'error',
      from: { path: '^src/recovery/' },
      to: { pathNot: ['^src/(recovery|domain|ports|contracts)/'] },
    },
    {
      name: 'functions-only-wire',
      severity: 'error',
      from: { path: '^functions/' },
      to: {
        pathNot: ['^src/(app|contracts|approval|recovery|release|migration|adapters/open)/', '^node_modules/zod/'],
      },
    },
    {
      name: 'roll-back-loads-no-kubernetes-client',
      severity: 'error',
      from: { path: '^functions/(roll-back|on-execution-ended)\\.ts$' },
      to: { path: '^node_modules/@kubernetes/', reachable: true },
    },
    {
      name: 'emulator-knows-nothing-of-the-product',
      severity: 'error',
      from: { path: '^emulator/' },
      to: { path: '^(src|functions|cli|scripts)/' },
    },
    {
      name: 'product-knows-nothing-of-the-emulator',
      severity: 'error',
      from: { path: '^(src|functions|cli|scripts)/' },
      to: { path: '^(emulator|node_modules/tidegate-emulator)/' },
    },
    {
      name: 'lint-is-pure',
      comment:
        'migrator/lint decides from text and facts: no database, no files, nothing but itself and the SQL parser.',
      severity: 'error',
      from: { path: '^migrator/lint/' },
      to: { pathNot: ['^migrator/lint/', '^node_modules/node-sql-parser/'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
