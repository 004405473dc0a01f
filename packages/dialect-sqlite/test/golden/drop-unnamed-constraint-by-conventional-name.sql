-- addConstraint, recreate: "notes" keeps its UNIQUE in an index of its own
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", "value" AS "example" FROM (SELECT quote("number") AS "value" FROM main."notes" WHERE "number" IS NOT NULL GROUP BY "number" HAVING count(*) > 1)) WHERE "count" > 0
--   else refuses: "notes" cannot be UNIQUE over (number): {count} values are there more than once, for example {example}. Change these rows first.
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
  UNIQUE ("number")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
-- addConstraint, schema edit: rows do not change with a foreign key constraint
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("user_id") AS "example" FROM main."notes" AS "child" WHERE "child"."user_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."users" AS "parent" WHERE "parent"."id" = +"child"."user_id")) WHERE "count" > 0
--   else refuses: "notes" (user_id) cannot refer to "users": for {count} rows there is nothing they could refer to, for example for {example}. Change them first.
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number"),
  FOREIGN KEY ("user_id") REFERENCES "users" ("id")
)' WHERE type = 'table' AND name = 'notes' AND sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number")
)';
PRAGMA writable_schema = RESET;
-- addConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT 1 FROM pragma_foreign_key_check('notes', 'main') UNION ALL SELECT 1 FROM pragma_foreign_key_list('notes', 'main') AS "key" WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "key"."table" COLLATE NOCASE) LIMIT 1
--   else next way
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("user_id") AS "example" FROM main."notes" AS "child" WHERE "child"."user_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."users" AS "parent" WHERE "parent"."id" = +"child"."user_id")) WHERE "count" > 0
--   else refuses: "notes" (user_id) cannot refer to "users": for {count} rows there is nothing they could refer to, for example for {example}. Change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, UNIQUE ("number") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT """notes"" (user_id) cannot refer to ""users""" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES ((NOT EXISTS (SELECT 1 FROM main."notes" AS "child" WHERE "child"."user_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."users" AS "parent" WHERE "parent"."id" = +"child"."user_id"))));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number"),
  FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
-- addConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("user_id") AS "example" FROM main."notes" AS "child" WHERE "child"."user_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."users" AS "parent" WHERE "parent"."id" = +"child"."user_id")) WHERE "count" > 0
--   else refuses: "notes" (user_id) cannot refer to "users": for {count} rows there is nothing they could refer to, for example for {example}. Change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, UNIQUE ("number") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT """notes"" (user_id) cannot refer to ""users""" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES ((NOT EXISTS (SELECT 1 FROM main."notes" AS "child" WHERE "child"."user_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."users" AS "parent" WHERE "parent"."id" = +"child"."user_id"))));
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
  UNIQUE ("number"),
  FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
PRAGMA foreign_keys = ON;
-- addConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT 1 FROM pragma_foreign_key_check('notes', 'main') UNION ALL SELECT 1 FROM pragma_foreign_key_list('notes', 'main') AS "key" WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "key"."table" COLLATE NOCASE) LIMIT 1
--   else refuses: rows of "notes" refer to rows that are not there, and cannot be copied with foreign keys enforced: change them first
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("user_id") AS "example" FROM main."notes" AS "child" WHERE "child"."user_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."users" AS "parent" WHERE "parent"."id" = +"child"."user_id")) WHERE "count" > 0
--   else refuses: "notes" (user_id) cannot refer to "users": for {count} rows there is nothing they could refer to, for example for {example}. Change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, UNIQUE ("number") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT """notes"" (user_id) cannot refer to ""users""" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES ((NOT EXISTS (SELECT 1 FROM main."notes" AS "child" WHERE "child"."user_id" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM main."users" AS "parent" WHERE "parent"."id" = +"child"."user_id"))));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number"),
  FOREIGN KEY ("user_id") REFERENCES "users" ("id")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
-- dropConstraint, schema edit: rows do not change without a foreign key constraint
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number")
)' WHERE type = 'table' AND name = 'notes' AND sql = 'CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number"),
  FOREIGN KEY ("user_id") REFERENCES "users" ("id")
)';
PRAGMA writable_schema = RESET;
-- dropConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT 1 FROM pragma_foreign_key_check('notes', 'main') UNION ALL SELECT 1 FROM pragma_foreign_key_list('notes', 'main') AS "key" WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "key"."table" COLLATE NOCASE) LIMIT 1
--   else next way
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, UNIQUE ("number"), FOREIGN KEY ("user_id") REFERENCES "users" ("id") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
-- dropConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, UNIQUE ("number"), FOREIGN KEY ("user_id") REFERENCES "users" ("id") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
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
  UNIQUE ("number")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
PRAGMA foreign_keys = ON;
-- dropConstraint, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT 1 FROM pragma_foreign_key_check('notes', 'main') UNION ALL SELECT 1 FROM pragma_foreign_key_list('notes', 'main') AS "key" WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "key"."table" COLLATE NOCASE) LIMIT 1
--   else refuses: rows of "notes" refer to rows that are not there, and cannot be copied with foreign keys enforced: change them first
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, UNIQUE ("number"), FOREIGN KEY ("user_id") REFERENCES "users" ("id") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT,
  UNIQUE ("number")
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
-- dropConstraint, recreate: the UNIQUE of "notes" is an index of its own
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]notes[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "notes", which has to be made anew: drop it first
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""notes"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'notes') = 'CREATE TABLE "notes" ( "user_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "parent" INTEGER, "text" TEXT, UNIQUE ("number") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'notes' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."notes" RENAME TO "migrate_old_notes";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "notes" (
  "user_id" INTEGER NOT NULL,
  "number" INTEGER NOT NULL,
  "parent" INTEGER,
  "text" TEXT
);
INSERT INTO main."notes" (rowid, "user_id", "number", "parent", "text") SELECT rowid, "user_id", "number", "parent", "text" FROM main."migrate_old_notes" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""notes"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."notes") = (SELECT count(*) FROM main."migrate_old_notes")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_notes";
