// The arrows of the architecture. Type imports count: that is where layers are lost first.
const layers = {
  schema: [],
  operations: ['schema'],
  ddl: ['schema', 'operations'],
  dialect: ['schema', 'operations', 'ddl'],
  autogenerate: ['schema', 'operations', 'ddl', 'dialect'],
  revisions: [],
  scripts: ['schema', 'operations', 'revisions'],
  runtime: ['schema', 'operations', 'ddl', 'dialect', 'autogenerate', 'revisions', 'scripts'],
  testing: ['schema', 'operations', 'ddl', 'dialect', 'autogenerate', 'revisions', 'scripts', 'runtime'],
}

const importsDown = Object.entries(layers).map(([layer, below]) => ({
  name: `core-${layer}-imports-down`,
  severity: 'error',
  comment: `packages/core/src/${layer} may import only: ${[layer, ...below].join(', ')}`,
  from: { path: `^packages/core/src/${layer}/` },
  to: { path: '^packages/core/src/[^/]+/', pathNot: `^packages/core/src/(${[layer, ...below].join('|')})/` },
}))

const packages = {
  core: [],
  'dialect-sqlite': ['core'],
  'dialect-postgres-spike': ['core'],
  models: ['core', 'dialect-sqlite'],
  migrations: ['core'],
  cli: ['core'],
}

const packagesPointAtCore = Object.entries(packages).map(([name, below]) => ({
  name: `${name}-imports-down`,
  severity: 'error',
  comment: `packages/${name} may import only: ${[name, ...below].join(', ')}`,
  from: { path: `^packages/${name}/(src|versions|[^/]+\\.ts$)` },
  to: { path: '^packages/', pathNot: `^packages/(${[name, ...below].join('|')})/` },
}))

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...importsDown,
    ...packagesPointAtCore,
    {
      name: 'schema-entry-is-free',
      severity: 'error',
      comment: '@ads/migrate-core/schema loads no package and no Node module',
      from: { path: '^packages/core/src/schema(\\.ts$|/)' },
      to: { dependencyTypes: ['npm', 'npm-peer', 'npm-dev', 'core'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-errors-and-nearest-import-nothing',
      severity: 'error',
      from: { path: '^packages/core/src/(errors|nearest)\\.ts$' },
      to: { path: '^packages/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: '/(dist|test|node_modules)/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      conditionNames: ['@ads/source', 'types', 'import', 'default'],
      exportsFields: ['exports'],
    },
  },
}
