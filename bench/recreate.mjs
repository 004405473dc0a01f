// Changing a big table beside the same procedure as a bare script, as whole processes, interleaved in one run; and
// Alembic's batch mode on the same table, where Python has it. Usage: node bench/recreate.mjs [rows]
import { spawnSync } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const rows = Number(process.argv[2] ?? 1_000_000)
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'ads-bench-'))
const file = (name, text) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const columns = Array.from({ length: 11 }, (_, i) => ({ name: `c${i}`, type: ['TEXT', 'INTEGER', 'REAL'][i % 3] }))
const tableOf = (name, types = {}, constraints = []) =>
  `CREATE TABLE ${name} (\n  ${[
    'id INTEGER PRIMARY KEY',
    ...columns.map((column) => `${column.name} ${types[column.name] ?? column.type}`),
    ...constraints,
  ].join(',\n  ')}\n)`
const indexes = [0, 1, 4].map((i) => `CREATE INDEX ix_c${i} ON metrics (c${i})`).join(';\n')
const drawn = ({ type }, c) =>
  type === 'TEXT' ? `'value ' || (i * ${c + 7} % 99991)` : type === 'INTEGER' ? `i * ${c + 3} % 5000` : `i * ${c} / 7.0`

const makeDatabase = (name, table) => {
  const database = new Database(join(folder, name))
  database.pragma('foreign_keys = OFF')
  database.exec(`${table}; ${indexes};
    CREATE TABLE owners (id INTEGER PRIMARY KEY);
    CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
    INSERT INTO alembic_version VALUES ('0001');
    WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
    INSERT INTO metrics SELECT i, ${columns.map(drawn).join(', ')} FROM n;
    INSERT INTO owners SELECT DISTINCT c1 FROM metrics`)
  database.close()
}

const makeProject = () => {
  mkdirSync(join(folder, 'node_modules/@ads'), { recursive: true })
  for (const [name, target] of Object.entries({
    '@ads/migrate-core': 'packages/core',
    '@ads/migrate-dialect-sqlite': 'packages/dialect-sqlite',
    'better-sqlite3': 'node_modules/better-sqlite3',
  })) {
    symlinkSync(join(root, target), join(folder, 'node_modules', name))
  }
  mkdirSync(join(folder, 'versions'))
  file(
    'migrate.config.mjs',
    `import { defineConfig, defineHistory } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
export default defineConfig({ dialect: sqlite(), history: defineHistory({ scripts: './versions' }), url: 'sqlite:bench.db' })
`,
  )
  file(
    'versions/0001.mjs',
    `export const revision = '0001'\nexport const downRevision = null\nexport function upgrade(op) {}\n`,
  )
  file(
    'peak.mjs',
    `process.on('exit', () => console.error('peak', Math.round(process.resourceUsage().maxRSS / 1024)))\n`,
  )
}

/** What one process did to a copy of the database: seconds as a whole, milliseconds of the step, peak in megabytes. */
const run = (command, args, database) => {
  copyFileSync(join(folder, database), join(folder, 'bench.db'))
  // Else the first commit would wait for the whole copy to reach the disk.
  const copy = openSync(join(folder, 'bench.db'), 'r+')
  fsyncSync(copy)
  closeSync(copy)
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  const seconds = (performance.now() - started) / 1000
  if (status !== 0) throw new Error(stderr + stdout)
  const step = stdout.startsWith('{') ? JSON.parse(stdout).steps[0].durationMs : null
  return { seconds, step, peak: Number(/peak (\d+)/.exec(stderr)?.[1]) }
}

const ours = (body, database = 'plain.db') => {
  file(
    'versions/0002.mjs',
    `import { sql, text } from '@ads/migrate-core/schema'
export const revision = '0002'
export const downRevision = '0001'
export function upgrade(op) { ${body} }
`,
  )
  const cli = join(root, 'packages/cli/bin/migrate.js')
  return run(process.execPath, ['--import', './peak.mjs', cli, 'upgrade', 'head', '--json'], database)
}

makeProject()
makeDatabase('plain.db', tableOf('metrics'))
makeDatabase(
  'constrained.db',
  tableOf('metrics', { c0: 'TEXT NOT NULL' }, [
    'CONSTRAINT ck_c1 CHECK (c1 >= 0)',
    'CONSTRAINT fk_c1 FOREIGN KEY (c1) REFERENCES owners (id)',
  ]),
)

const bare = file(
  'bare.mjs',
  `import './peak.mjs'
import Database from 'better-sqlite3'
const database = new Database('bench.db')
database.pragma('foreign_keys = OFF')
database.exec(\`BEGIN IMMEDIATE;
${tableOf('metrics_new', { c1: 'TEXT' })};
INSERT INTO metrics_new SELECT * FROM metrics;
DROP TABLE metrics; ALTER TABLE metrics_new RENAME TO metrics;
${indexes};
UPDATE alembic_version SET version_num = '0002'; COMMIT\`)
`,
)
const alembic = file(
  'alembic_batch.py',
  `import resource, sys
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
with sa.create_engine('sqlite:///bench.db').connect() as connection:
    connection.exec_driver_sql('BEGIN IMMEDIATE')
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table('metrics') as batch:
        batch.alter_column('c1', type_=sa.Text())
    connection.connection.commit()
print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
`,
)
const python = ['python3', '/usr/bin/python3'].find((each) => spawnSync(each, ['-c', 'import alembic']).status === 0)

const recreation = "op.alterColumn('metrics', 'c1', { type: text() })"
const contenders = {
  'bare script': () => run(process.execPath, [bare], 'plain.db'),
  recreation: () => ours(recreation),
  ...(python === undefined ? {} : { 'Alembic batch': () => run(python, [alembic], 'plain.db') }),
}
const runs = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
ours(recreation)
for (let i = 0; i < 3; i++) for (const [name, start] of Object.entries(contenders)) runs[name].push(start())

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const of = (name, key) => median(runs[name].map((each) => each[key]))
console.log(`${rows} rows × 12 columns, 3 indexes; medians of 3, interleaved`)
for (const name of Object.keys(runs)) {
  const ratio = of(name, 'seconds') / of('bare script', 'seconds')
  const above = of(name, 'peak') - of('bare script', 'peak')
  console.log(
    `  ${name.padEnd(18)} ${ratio.toFixed(2)}x  ${of(name, 'seconds').toFixed(1)} s, peak ${of(name, 'peak')} MB (${above >= 0 ? '+' : ''}${above})`,
  )
}

console.log('from BEGIN to COMMIT, against the recreation')
for (const [name, body, database] of [
  ['set NOT NULL', "op.alterColumn('metrics', 'c0', { nullable: false })"],
  ['add CHECK', "op.createCheckConstraint('ck', 'metrics', sql`c1 >= 0`)"],
  ['drop NOT NULL', "op.alterColumn('metrics', 'c0', { nullable: true })", 'constrained.db'],
  ['drop CHECK', "op.dropConstraint('ck_c1', 'metrics')", 'constrained.db'],
  ['drop foreign key', "op.dropConstraint('fk_c1', 'metrics')", 'constrained.db'],
  ['add column', "op.addColumn('metrics', 'extra', text())"],
  ['rename column', "op.renameColumn('metrics', 'c1', 'renamed')"],
  ['rename table', "op.renameTable('metrics', 'renamed')"],
]) {
  const step = median([1, 2, 3, 4, 5].map(() => ours(body, database).step))
  console.log(`  ${name.padEnd(18)} ${(step / of('recreation', 'step')).toFixed(3)}x  ${step.toFixed(0)} ms`)
}
rmSync(folder, { recursive: true })
