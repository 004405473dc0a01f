-- alterColumn, schema edit: no stored value of "rectangles"."width" changes
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "rectangles" (
  "id" INTEGER NOT NULL,
  "width" INTEGER,
  "height" INTEGER,
  "area" INTEGER GENERATED ALWAYS AS ("width" * "height") STORED,
  CONSTRAINT "pk_rectangles" PRIMARY KEY ("id")
)' WHERE type = 'table' AND name = 'rectangles' AND sql = 'CREATE TABLE "rectangles" (
  "id" INTEGER NOT NULL,
  "width" INTEGER DEFAULT 1,
  "height" INTEGER,
  "area" INTEGER GENERATED ALWAYS AS ("width" * "height") STORED,
  CONSTRAINT "pk_rectangles" PRIMARY KEY ("id")
)';
PRAGMA writable_schema = RESET;
-- alterColumn, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]rectangles[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "rectangles", which has to be made anew: drop it first
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""rectangles"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'rectangles') = 'CREATE TABLE "rectangles" ( "id" INTEGER NOT NULL, "width" INTEGER DEFAULT 1, "height" INTEGER, "area" INTEGER GENERATED ALWAYS AS ("width" * "height") STORED, CONSTRAINT "pk_rectangles" PRIMARY KEY ("id") )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'rectangles' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'rectangles' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."rectangles" RENAME TO "migrate_old_rectangles";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "rectangles" (
  "id" INTEGER NOT NULL,
  "width" INTEGER,
  "height" INTEGER,
  "area" INTEGER GENERATED ALWAYS AS ("width" * "height") STORED,
  CONSTRAINT "pk_rectangles" PRIMARY KEY ("id")
);
INSERT INTO main."rectangles" ("id", "width", "height") SELECT "id", "width", "height" FROM main."migrate_old_rectangles" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""rectangles"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."rectangles") = (SELECT count(*) FROM main."migrate_old_rectangles")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_rectangles";
