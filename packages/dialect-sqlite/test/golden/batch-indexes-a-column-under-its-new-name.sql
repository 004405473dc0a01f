-- batchAlterTable, recreate: "users" keeps its UNIQUE in an index of its own
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "users", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", "value" AS "example" FROM (SELECT quote("years") || ', ' || quote("name") AS "value" FROM (SELECT "age" AS "years", "name" AS "name" FROM main."users") WHERE "years" IS NOT NULL AND "name" IS NOT NULL GROUP BY "years", "name" HAVING count(*) > 1)) WHERE "count" > 0
--   else refuses: "users" cannot be UNIQUE over (years, name): {count} values are there more than once, for example {example}. Change these rows first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""users"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'users') = 'CREATE TABLE "users" ( "id" INTEGER NOT NULL, "email" TEXT NOT NULL, "name" TEXT, "age" INTEGER, CONSTRAINT "pk_users" PRIMARY KEY ("id"), CONSTRAINT "uq_users_email" UNIQUE ("email") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'users' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'users' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."users" RENAME TO "migrate_old_users";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "years" INTEGER,
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("email"),
  CONSTRAINT "one_of_each" UNIQUE ("years", "name")
);
INSERT INTO main."users" ("id", "email", "name", "years") SELECT "id", "email", "name", "age" FROM main."migrate_old_users" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""users"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."users") = (SELECT count(*) FROM main."migrate_old_users")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_users";
PRAGMA cache_size = -2000;
CREATE INDEX "users_by_years" ON "users" ("years") WHERE "years" > 0;
