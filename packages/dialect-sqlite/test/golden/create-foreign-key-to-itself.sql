-- addConstraint, recreate: "notes" keeps its primary key in an index of its own
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("number") AS "example" FROM main."notes" WHERE "number" IS NULL) WHERE "count" > 0
--   else refuses: "notes" cannot have the primary key (number): {count} rows have NULL in it. Change them first.
-- asks first: SELECT * FROM (SELECT count(*) AS "count", "value" AS "example" FROM (SELECT quote("number") AS "value" FROM main."notes" WHERE "number" IS NOT NULL GROUP BY "number" HAVING count(*) > 1)) WHERE "count" > 0
--   else refuses: "notes" cannot have the primary key (number): {count} values are there more than once, for example {example}. Change these rows first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT """notes"" cannot have the primary key (number)" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES ((NOT EXISTS (SELECT 1 FROM main."notes" WHERE "number" IS NULL)));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  CONSTRAINT "notes_key" PRIMARY KEY ("number")
);
INSERT INTO main."notes" ("user_id", "number", "parent", "text") SELECT "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
-- addConstraint, schema edit: rows do not change with a foreign key constraint
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("parent") AS "example" FROM main."notes" AS "child" WHERE "child"."parent" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."notes" AS "parent" WHERE "parent"."number" = +"child"."parent")) WHERE "count" > 0
--   else refuses: "notes" (parent) cannot refer to "notes": for {count} rows there is nothing they could refer to, for example for {example}. Change them first.
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  CONSTRAINT "notes_key" PRIMARY KEY ("number"),
  CONSTRAINT "of_parent" FOREIGN KEY ("parent") REFERENCES "notes" ("number") ON DELETE SET NULL
)' WHERE type = 'table' AND name = 'notes' AND sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  CONSTRAINT "notes_key" PRIMARY KEY ("number")
)';
PRAGMA writable_schema = RESET;
-- addConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("parent") AS "example" FROM main."notes" AS "child" WHERE "child"."parent" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."notes" AS "parent" WHERE "parent"."number" = +"child"."parent")) WHERE "count" > 0
--   else refuses: "notes" (parent) cannot refer to "notes": for {count} rows there is nothing they could refer to, for example for {example}. Change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, CONSTRAINT "notes_key" PRIMARY KEY ("number") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT """notes"" (parent) cannot refer to ""notes""" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES ((NOT EXISTS (SELECT 1 FROM main."notes" AS "child" WHERE "child"."parent" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."notes" AS "parent" WHERE "parent"."number" = +"child"."parent"))));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "foreign keys could not be switched off, and rows of others would be lost" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT foreign_keys FROM pragma_foreign_keys) = 0));
DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  CONSTRAINT "notes_key" PRIMARY KEY ("number"),
  CONSTRAINT "of_parent" FOREIGN KEY ("parent") REFERENCES "notes" ("number") ON DELETE SET NULL
);
INSERT INTO main."notes" ("user_id", "number", "parent", "text") SELECT "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
PRAGMA foreign_keys = ON;
