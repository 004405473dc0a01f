// Recreating a table of a million rows beside the same procedure as a bare script, as whole processes, interleaved; and
// what is done in place beside it. Usage: node bench/recreate.mjs [rows]
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const rows = Number(process.argv[2] ?? 1_000_000)
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'ads-bench-'))
const migrate = join(root, 'packages/cli/bin/migrate.js')

mkdirSync(join(folder, 'node_modules/@ads'), { recursive: true })
for (const [name, target] of Object.entries({
  '@ads/migrate-core': join(root, 'packages/core'),
  '@ads/migrate-dialect-sqlite': join(root, 'packages/dialect-sqlite'),
  'better-sqlite3': join(root, 'node_modules/better-sqlite3'),
})) {
  symlinkSync(target, join(folder, 'node_modules', name))
}
writeFileSync(
  join(folder, 'migrate.config.mjs'),
  `import { defineConfig, defineHistory } from '@ads/migrate-core'
import { sqlite } from '@ads/migrate-dialect-sqlite'
export default defineConfig({ dialect: sqlite(), history: defineHistory({ scripts: './versions' }), url: 'sqlite:bench.db' })
`,
)
mkdirSync(join(folder, 'versions'))
const columns = Array.from({ length: 11 }, (_, i) => `c${i}`)
const table = `CREATE TABLE metrics (
  id INTEGER PRIMARY KEY,
${columns.map((name, i) => `  ${name} ${i % 3 === 0 ? 'TEXT' : i % 3 === 1 ? 'INTEGER' : 'REAL'}`).join(',\n')}
)`
const indexes = [0, 1, 4].map((i) => `CREATE INDEX ix_c${i} ON metrics (c${i})`)
const revision = (body) => {
  writeFileSync(
    join(folder, 'versions/0002.mjs'),
    `import { bigint, sql, text } from '@ads/migrate-core/schema'
export const revision = '0002'
export const downRevision = '0001'
export function upgrade(op) { ${body} }
`,
  )
}
writeFileSync(
  join(folder, 'versions/0001.mjs'),
  `export const revision = '0001'\nexport const downRevision = null\nexport function upgrade(op) {}\n`,
)

const original = join(folder, 'original.db')
const database = new Database(original)
database.exec(`${table}; ${indexes.join(';')};
  CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
  INSERT INTO alembic_version VALUES ('0001');
  WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows})
  INSERT INTO metrics SELECT i, ${columns.map((_, c) => (c % 3 === 0 ? `'value ' || (i * ${c + 7} % 99991)` : c % 3 === 1 ? `i * ${c + 3} % 5000` : `i * ${c} / 7.0`)).join(', ')} FROM n;`)
database.close()

const bare = join(folder, 'bare.mjs')
writeFileSync(
  bare,
  `import Database from 'better-sqlite3'
const database = new Database('bench.db')
database.pragma('foreign_keys = OFF')
database.exec(\`BEGIN IMMEDIATE;
${table.replace('metrics', 'metrics_new').replace('c1 INTEGER', 'c1 TEXT')};
INSERT INTO metrics_new SELECT * FROM metrics;
DROP TABLE metrics; ALTER TABLE metrics_new RENAME TO metrics;
${indexes.join(';\n')};
UPDATE alembic_version SET version_num = '0002'; COMMIT\`)
console.error('peak', Math.round(process.resourceUsage().maxRSS / 1024))
`,
)
const peak = join(folder, 'peak.mjs')
writeFileSync(
  peak,
  `process.on('exit', () => console.error('peak', Math.round(process.resourceUsage().maxRSS / 1024)))\n`,
)

const time = (args, options = []) => {
  copyFileSync(original, join(folder, 'bench.db'))
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  const ms = performance.now() - started
  if (status !== 0) throw new Error(stderr)
  const inside = stdout.startsWith('{') ? JSON.parse(stdout).steps[0].durationMs : null
  return { ms, inside, peak: Number(/peak (\d+)/.exec(stderr)?.[1]) }
}
const ours = (body) => {
  revision(body)
  return time([migrate, 'upgrade', 'head', '--json'], ['--import', peak])
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const recreation = "op.alterColumn('metrics', 'c1', { type: text() })"
const inPlace = {
  'set NOT NULL': "op.alterColumn('metrics', 'c0', { nullable: false })",
  'add CHECK': "op.createCheckConstraint('ck', 'metrics', sql`c1 >= 0`)",
  'add column': "op.addColumn('metrics', 'extra', text())",
  'rename column': "op.renameColumn('metrics', 'c1', 'renamed')",
}
ours(recreation)
const runs = { bare: [], recreate: [] }
for (let i = 0; i < 3; i++) {
  runs.bare.push(time([bare]))
  runs.recreate.push(ours(recreation))
}
const of = (name, key) => median(runs[name].map((run) => run[key]))
console.log(`${rows} rows × 12 columns, 3 indexes; medians of 3, interleaved`)
console.log(`  bare script   1.00x  (${(of('bare', 'ms') / 1000).toFixed(1)} s, peak ${of('bare', 'peak')} MB)`)
console.log(
  `  recreation    ${(of('recreate', 'ms') / of('bare', 'ms')).toFixed(2)}x  (${(of('recreate', 'ms') / 1000).toFixed(1)} s, peak ${of('recreate', 'peak')} MB)`,
)
const recreated = of('recreate', 'inside')
for (const [name, body] of Object.entries(inPlace)) {
  const inside = median([ours(body), ours(body), ours(body)].map((run) => run.inside))
  console.log(
    `  ${name.padEnd(13)} ${(inside / recreated).toFixed(3)}x of the recreation, begin to commit  (${inside.toFixed(0)} ms)`,
  )
}
rmSync(folder, { recursive: true })
