-- addConstraint, schema edit: rows do not change with a CHECK constraint
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("user_id") || ', ' || quote("number") || ', ' || quote("text") AS "example" FROM main."notes" WHERE NOT ("number" > 0 AND "text" <> '''); --' )) WHERE "count" > 0
--   else refuses: {count} rows of "notes" do not meet CHECK ("number" > 0 AND "text" <> '''); --'), for example (user_id, number, text) = ({example}): change them first.
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  CONSTRAINT "from_one" CHECK ("number" > 0 AND "text" <> ''''''); --'')
)' WHERE type = 'table' AND name = 'notes' AND sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT
)';
PRAGMA writable_schema = RESET;
-- addConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("user_id") || ', ' || quote("number") || ', ' || quote("text") AS "example" FROM main."notes" WHERE NOT ("number" > 0 AND "text" <> '''); --' )) WHERE "count" > 0
--   else refuses: {count} rows of "notes" do not meet CHECK ("number" > 0 AND "text" <> '''); --'), for example (user_id, number, text) = ({example}): change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  CONSTRAINT "from_one" CHECK ("number" > 0 AND "text" <> '''); --')
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
