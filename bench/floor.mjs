// The floor of start-up: a script that opens the file read-only with better-sqlite3 and reads the version row.
import Database from 'better-sqlite3'

const database = new Database(process.argv[2], { readonly: true })
console.log(database.prepare('SELECT version_num FROM alembic_version').pluck().all().join('\n'))
