// Applying 500 small TypeScript revisions to an empty file beside bare better-sqlite3 scripts that run the same SQL with
// one transaction for each revision, as whole processes: all that the upgrade runs, its log among it, and without the log.
// Usage: node bench/apply.mjs [rounds] [revisions]
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compare, run } from './compare.mjs'
import { inFolder, makeProject, migrate } from './project.mjs'

const rounds = Number(process.argv[2] ?? 5)
const count = Number(process.argv[3] ?? 500)

inFolder((cwd) => {
  const file = makeProject(cwd, count)
  const empty = () => rmSync(file, { force: true })
  // A project of its own, since the other one keeps what an earlier run has left.
  const checkout = join(cwd, 'checkout')
  mkdirSync(checkout)
  const fresh = makeProject(checkout, count)
  const upgrade = { args: [migrate, 'upgrade', 'head', '-q'], cwd, prepare: empty }
  const executed = record(cwd, upgrade)
  const isOfLog = ([sql]) => /^(?:INSERT INTO|CREATE \w+) "alembic_version_log/.test(sql)
  compare(
    `${count} revisions`,
    {
      'bare script': bare(cwd, 'bare.mjs', executed, empty),
      'bare script, no log': bare(
        cwd,
        'no-log.mjs',
        executed.filter((each) => !isOfLog(each)),
        empty,
      ),
      upgrade,
      'upgrade, no cache': {
        ...upgrade,
        cwd: checkout,
        prepare: () => {
          rmSync(fresh, { force: true })
          rmSync(join(checkout, 'node_modules/.cache'), { recursive: true, force: true })
        },
      },
    },
    { rounds },
  )
})

/** The statements that an upgrade changes the database with, in their order, and what is bound to each, if anything. */
function record(cwd, { args, ...contender }) {
  const driver = createRequire(import.meta.url).resolve('better-sqlite3')
  writeFileSync(
    join(cwd, 'record.mjs'),
    `import Database from ${JSON.stringify(pathToFileURL(driver).href)}
import { writeFileSync } from 'node:fs'
const executed = []
const { exec } = Database.prototype
Database.prototype.exec = function (sql) {
  executed.push([sql])
  return exec.call(this, sql)
}
const Statement = new Database(':memory:').prepare('SELECT 1').constructor
const { run } = Statement.prototype
Statement.prototype.run = function (...values) {
  executed.push([this.source, values])
  return run.apply(this, values)
}
process.on('exit', () => writeFileSync('executed.json', JSON.stringify(executed)))
`,
  )
  run({ ...contender, cwd, args: ['--import', pathToFileURL(join(cwd, 'record.mjs')).href, ...args] })
  const executed = JSON.parse(readFileSync(join(cwd, 'executed.json'), 'utf8'))
  const begun = executed.filter(([sql]) => sql.startsWith('BEGIN')).length
  if (begun !== count) throw new Error(`${begun} transactions were recorded, not ${count}`)
  return executed
}

/** What has values is prepared once, as whoever writes such a script would. */
function bare(cwd, name, executed, prepare) {
  const path = join(cwd, name)
  writeFileSync(
    path,
    `import Database from 'better-sqlite3'
const database = new Database('bench.db')
const statements = new Map()
for (const [sql, values] of ${JSON.stringify(executed)}) {
  if (values === undefined) database.exec(sql)
  else {
    if (!statements.has(sql)) statements.set(sql, database.prepare(sql))
    statements.get(sql).run(...values)
  }
}
`,
  )
  return { args: [path], cwd, prepare }
}
