-- batchAlterTable, schema edit: no stored value of "users"."email" changes; rows do not change with a CHECK constraint
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("id") || ', ' || quote("years") AS "example" FROM (SELECT "id" AS "id", "age" AS "years" FROM main."users") WHERE NOT ("years" >= 0 )) WHERE "count" > 0
--   else refuses: {count} rows of "users" do not meet CHECK ("years" >= 0), for example (id, years) = ({example}): change them first.
ALTER TABLE "users" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'new';
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "email" TEXT,
  "name" TEXT,
  "years" INTEGER,
  "state" TEXT NOT NULL DEFAULT ''new'',
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("email"),
  CONSTRAINT "some_years" CHECK ("years" >= 0)
)' WHERE type = 'table' AND name = 'users';
PRAGMA writable_schema = RESET;
CREATE INDEX "users_by_state" ON "users" ("state", "years" DESC);
-- batchAlterTable, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "users", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("id") || ', ' || quote("years") AS "example" FROM (SELECT "id" AS "id", "age" AS "years" FROM main."users") WHERE NOT ("years" >= 0 )) WHERE "count" > 0
--   else refuses: {count} rows of "users" do not meet CHECK ("years" >= 0), for example (id, years) = ({example}): change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""users"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'users') = 'CREATE TABLE "users" ( "id" INTEGER NOT NULL, "email" TEXT NOT NULL, "name" TEXT, "age" INTEGER, CONSTRAINT "pk_users" PRIMARY KEY ("id"), CONSTRAINT "uq_users_email" UNIQUE ("email") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'users' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'users' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."users" RENAME TO "migrate_old_users";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "email" TEXT,
  "name" TEXT,
  "years" INTEGER,
  "state" TEXT NOT NULL DEFAULT 'new',
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("email"),
  CONSTRAINT "some_years" CHECK ("years" >= 0)
);
INSERT INTO main."users" ("id", "email", "name", "years") SELECT "id", "email", "name", "age" FROM main."migrate_old_users" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""users"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."users") = (SELECT count(*) FROM main."migrate_old_users")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_users";
PRAGMA cache_size = -2000;
CREATE INDEX "users_by_state" ON "users" ("state", "years" DESC);
