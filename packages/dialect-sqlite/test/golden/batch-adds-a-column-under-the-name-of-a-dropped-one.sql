-- batchAlterTable, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place; SQLite adds the column without touching the rows; the text around it is put back
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*') AND ((' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]age[^a-z0-9_$]*') OR sql LIKE '%insert%')
--   else refuses: the temporary {type} "{name}" stands in the way of dropping "users"."age": drop it first
ALTER TABLE "users" DROP COLUMN "age";
ALTER TABLE "users" ADD COLUMN "age" TEXT DEFAULT 'new';
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "age" TEXT DEFAULT ''new'',
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("email")
)' WHERE type = 'table' AND name = 'users';
PRAGMA writable_schema = RESET;
-- batchAlterTable, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place; SQLite adds the column without touching the rows
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*') AND ((' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]age[^a-z0-9_$]*') OR sql LIKE '%insert%')
--   else refuses: the temporary {type} "{name}" stands in the way of dropping "users"."age": drop it first
ALTER TABLE "users" DROP COLUMN "age";
ALTER TABLE "users" ADD COLUMN "age" TEXT DEFAULT 'new';
