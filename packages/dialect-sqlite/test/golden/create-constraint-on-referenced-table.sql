-- addConstraint, schema edit: rows do not change with a CHECK constraint
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("id") || ', ' || quote("name") AS "example" FROM main."users" WHERE NOT ("name" <> '' )) WHERE "count" > 0
--   else refuses: {count} rows of "users" do not meet CHECK ("name" <> ''), for example (id, name) = ({example}): change them first.
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "age" INTEGER,
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("email"),
  CONSTRAINT "some_name" CHECK ("name" <> '''')
)' WHERE type = 'table' AND name = 'users' AND sql = 'CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "age" INTEGER,
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("email")
)';
PRAGMA writable_schema = RESET;
-- addConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "users", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("id") || ', ' || quote("name") AS "example" FROM main."users" WHERE NOT ("name" <> '' )) WHERE "count" > 0
--   else refuses: {count} rows of "users" do not meet CHECK ("name" <> ''), for example (id, name) = ({example}): change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""users"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'users') = 'CREATE TABLE "users" ( "id" INTEGER NOT NULL, "email" TEXT NOT NULL, "name" TEXT, "age" INTEGER, CONSTRAINT "pk_users" PRIMARY KEY ("id"), CONSTRAINT "uq_users_email" UNIQUE ("email") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'users' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'users' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "foreign keys could not be switched off, and rows of others would be lost" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT foreign_keys FROM pragma_foreign_keys) = 0));
DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."users" RENAME TO "migrate_old_users";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "age" INTEGER,
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("email"),
  CONSTRAINT "some_name" CHECK ("name" <> '')
);
INSERT INTO main."users" ("id", "email", "name", "age") SELECT "id", "email", "name", "age" FROM main."migrate_old_users" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""users"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."users") = (SELECT count(*) FROM main."migrate_old_users")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_users";
PRAGMA foreign_keys = ON;
