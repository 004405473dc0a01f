-- alterColumn, recreate: "users"."id" counts in another way
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "users", which has to be made anew: drop it first
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
  "age" INTEGER,
  CONSTRAINT "pk_users" PRIMARY KEY ("id" AUTOINCREMENT),
  CONSTRAINT "uq_users_email" UNIQUE ("email")
);
INSERT INTO main."users" ("id", "email", "name", "age") SELECT "id", "email", "name", "age" FROM main."migrate_old_users" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""users"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."users") = (SELECT count(*) FROM main."migrate_old_users")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_users";
