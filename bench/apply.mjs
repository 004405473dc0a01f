// Applying 500 small TypeScript revisions to an empty file beside a bare better-sqlite3 script with the same SQL, as
// whole processes. Usage: node bench/apply.mjs [rounds] [revisions]
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from './compare.mjs'
import { idOf, inFolder, makeProject, migrate, statementsOf } from './project.mjs'

const rounds = Number(process.argv[2] ?? 5)
const count = Number(process.argv[3] ?? 500)

inFolder((cwd) => {
  const file = makeProject(cwd, count)
  const revisions = Array.from({ length: count }, (_, i) => [
    ...statementsOf(i + 1),
    i === 0
      ? `INSERT INTO alembic_version VALUES ('${idOf(1)}')`
      : `UPDATE alembic_version SET version_num = '${idOf(i + 1)}' WHERE version_num = '${idOf(i)}'`,
  ])
  const bare = join(cwd, 'bare.mjs')
  writeFileSync(
    bare,
    `import Database from 'better-sqlite3'
const database = new Database('bench.db')
database.exec('CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))')
for (const statements of ${JSON.stringify(revisions)}) {
  database.exec('BEGIN IMMEDIATE')
  for (const sql of statements) database.exec(sql)
  database.exec('COMMIT')
}
`,
  )
  const empty = () => rmSync(file, { force: true })
  const cold = () => {
    empty()
    rmSync(join(cwd, 'node_modules/.cache'), { recursive: true, force: true })
  }
  compare(
    `${count} revisions`,
    {
      'bare script': { args: [bare], cwd, prepare: empty },
      upgrade: { args: [migrate, 'upgrade', 'head', '-q'], cwd, prepare: empty },
      'upgrade, no cache': { args: [migrate, 'upgrade', 'head', '-q'], cwd, prepare: cold },
    },
    { rounds },
  )
})
