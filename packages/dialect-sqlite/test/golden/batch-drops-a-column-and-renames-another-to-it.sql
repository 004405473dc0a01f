-- batchAlterTable, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place; SQLite renames a column and follows the name everywhere; the text around it is put back
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*') AND ((' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]name[^a-z0-9_$]*') OR sql LIKE '%insert%')
--   else refuses: the temporary {type} "{name}" stands in the way of dropping "users"."name": drop it first
ALTER TABLE "users" DROP COLUMN "name";
ALTER TABLE "users" RENAME COLUMN "email" TO "name";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "age" INTEGER,
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("name")
)' WHERE type = 'table' AND name = 'users';
PRAGMA writable_schema = RESET;
-- batchAlterTable, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place; SQLite renames a column and follows the name everywhere
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*') AND ((' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]name[^a-z0-9_$]*') OR sql LIKE '%insert%')
--   else refuses: the temporary {type} "{name}" stands in the way of dropping "users"."name": drop it first
ALTER TABLE "users" DROP COLUMN "name";
ALTER TABLE "users" RENAME COLUMN "email" TO "name";
