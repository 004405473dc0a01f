-- batchAlterTable, schema edit: no stored value of "folders"."name" changes
ALTER TABLE "folders" RENAME COLUMN "id" TO "folder_id";
ALTER TABLE "folders" RENAME COLUMN "parent_id" TO "id";
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "folders" (
  "folder_id" INTEGER NOT NULL,
  "id" INTEGER,
  "name" VARCHAR(80) NOT NULL,
  CONSTRAINT "pk_folders" PRIMARY KEY ("folder_id"),
  CONSTRAINT "fk_folders_parent_id_folders" FOREIGN KEY ("id") REFERENCES "folders" ("folder_id") ON DELETE CASCADE
)' WHERE type = 'table' AND name = 'folders';
PRAGMA writable_schema = RESET;
-- batchAlterTable, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]folders[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "folders", which has to be made anew: drop it first
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""folders"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'folders') = 'CREATE TABLE "folders" ( "id" INTEGER NOT NULL, "parent_id" INTEGER, "name" TEXT NOT NULL, CONSTRAINT "pk_folders" PRIMARY KEY ("id"), CONSTRAINT "fk_folders_parent_id_folders" FOREIGN KEY ("parent_id") REFERENCES "folders" ("id") ON DELETE CASCADE )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'folders' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'folders' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "foreign keys could not be switched off, and rows of others would be lost" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT foreign_keys FROM pragma_foreign_keys) = 0));
DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."folders" RENAME TO "migrate_old_folders";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "folders" (
  "folder_id" INTEGER NOT NULL,
  "id" INTEGER,
  "name" VARCHAR(80) NOT NULL,
  CONSTRAINT "pk_folders" PRIMARY KEY ("folder_id"),
  CONSTRAINT "fk_folders_parent_id_folders" FOREIGN KEY ("id") REFERENCES "folders" ("folder_id") ON DELETE CASCADE
);
INSERT INTO main."folders" ("folder_id", "id", "name") SELECT "id", "parent_id", "name" FROM main."migrate_old_folders" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""folders"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."folders") = (SELECT count(*) FROM main."migrate_old_folders")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_folders";
PRAGMA foreign_keys = ON;
