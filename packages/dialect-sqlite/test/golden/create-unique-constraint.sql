-- addConstraint, recreate: "notes" keeps its UNIQUE in an index of its own
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", "value" AS "example" FROM (SELECT quote("user_id") || ', ' || quote("number") AS "value" FROM main."notes" WHERE "user_id" IS NOT NULL AND "number" IS NOT NULL GROUP BY "user_id", "number" HAVING count(*) > 1)) WHERE "count" > 0
--   else refuses: "notes" cannot be UNIQUE over (user_id, number): {count} values are there more than once, for example {example}. Change these rows first.
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
  CONSTRAINT "one_number" UNIQUE ("user_id", "number")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
