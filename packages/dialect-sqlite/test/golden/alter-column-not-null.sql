-- alterColumn, schema edit: no stored value of "posts"."title" changes
-- asks first: SELECT * FROM (SELECT count(*) AS "count", NULL AS "example" FROM main."posts" WHERE "title" IS NULL) WHERE "count" > 0
--   else refuses: "posts"."title" cannot be NOT NULL: it is NULL in {count} rows. Give a `fill`, or change them first.
CREATE VIEW main."migrate_schema_edit" AS SELECT 1;
DROP VIEW main."migrate_schema_edit";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "posts" (
  "id" INTEGER NOT NULL,
  "user_id" INTEGER,
  "title" TEXT NOT NULL,
  CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
  CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
)' WHERE type = 'table' AND name = 'posts' AND sql = 'CREATE TABLE "posts" (
  "id" INTEGER NOT NULL,
  "user_id" INTEGER,
  "title" TEXT,
  CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
  CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
)';
PRAGMA writable_schema = RESET;
-- alterColumn, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT 1 FROM pragma_foreign_key_check('posts', 'main') UNION ALL SELECT 1 FROM pragma_foreign_key_list('posts', 'main') AS "key" WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "key"."table" COLLATE NOCASE) LIMIT 1
--   else next way
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]posts[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "posts", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", NULL AS "example" FROM main."posts" WHERE "title" IS NULL) WHERE "count" > 0
--   else refuses: "posts"."title" cannot be NOT NULL: it is NULL in {count} rows. Give a `fill`, or change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""posts"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'posts') = 'CREATE TABLE "posts" ( "id" INTEGER NOT NULL, "user_id" INTEGER, "title" TEXT, CONSTRAINT "pk_posts" PRIMARY KEY ("id"), CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'posts' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'posts' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."posts" RENAME TO "migrate_old_posts";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "posts" (
  "id" INTEGER NOT NULL,
  "user_id" INTEGER,
  "title" TEXT NOT NULL,
  CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
  CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO main."posts" ("id", "user_id", "title") SELECT "id", "user_id", "title" FROM main."migrate_old_posts" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""posts"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."posts") = (SELECT count(*) FROM main."migrate_old_posts")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_posts";
-- alterColumn, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]posts[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "posts", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", NULL AS "example" FROM main."posts" WHERE "title" IS NULL) WHERE "count" > 0
--   else refuses: "posts"."title" cannot be NOT NULL: it is NULL in {count} rows. Give a `fill`, or change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""posts"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'posts') = 'CREATE TABLE "posts" ( "id" INTEGER NOT NULL, "user_id" INTEGER, "title" TEXT, CONSTRAINT "pk_posts" PRIMARY KEY ("id"), CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'posts' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'posts' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "foreign keys could not be switched off, and rows of others would be lost" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT foreign_keys FROM pragma_foreign_keys) = 0));
DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."posts" RENAME TO "migrate_old_posts";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "posts" (
  "id" INTEGER NOT NULL,
  "user_id" INTEGER,
  "title" TEXT NOT NULL,
  CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
  CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO main."posts" ("id", "user_id", "title") SELECT "id", "user_id", "title" FROM main."migrate_old_posts" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""posts"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."posts") = (SELECT count(*) FROM main."migrate_old_posts")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_posts";
PRAGMA foreign_keys = ON;
-- alterColumn, recreate: where the schema is not to be edited, or rows are in the way of that
-- asks first: SELECT 1 FROM pragma_foreign_key_check('posts', 'main') UNION ALL SELECT 1 FROM pragma_foreign_key_list('posts', 'main') AS "key" WHERE NOT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = "key"."table" COLLATE NOCASE) LIMIT 1
--   else refuses: rows of "posts" refer to rows that are not there, and cannot be copied with foreign keys enforced: change them first
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]posts[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "posts", which has to be made anew: drop it first
-- asks first: SELECT * FROM (SELECT count(*) AS "count", NULL AS "example" FROM main."posts" WHERE "title" IS NULL) WHERE "count" > 0
--   else refuses: "posts"."title" cannot be NOT NULL: it is NULL in {count} rows. Give a `fill`, or change them first.
-- a script asserts: CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "the table ""posts"" is not as it was when this was planned" CHECK ("holds" IS TRUE));
-- a script asserts: INSERT INTO temp."migrate_assertion" VALUES (((SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'posts') = 'CREATE TABLE "posts" ( "id" INTEGER NOT NULL, "user_id" INTEGER, "title" TEXT, CONSTRAINT "pk_posts" PRIMARY KEY ("id"), CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE )' AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'posts' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL) = 0 AND (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name = 'posts' COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL AND name IN ()) = 0));
-- a script asserts: DROP TABLE temp."migrate_assertion";
PRAGMA legacy_alter_table = ON;
ALTER TABLE main."posts" RENAME TO "migrate_old_posts";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE "posts" (
  "id" INTEGER NOT NULL,
  "user_id" INTEGER,
  "title" TEXT NOT NULL,
  CONSTRAINT "pk_posts" PRIMARY KEY ("id"),
  CONSTRAINT "fk_posts_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
INSERT INTO main."posts" ("id", "user_id", "title") SELECT "id", "user_id", "title" FROM main."migrate_old_posts" NOT INDEXED;
CREATE TEMP TABLE "migrate_assertion" ("holds" CONSTRAINT "not every row of ""posts"" could be copied" CHECK ("holds" IS TRUE));
INSERT INTO temp."migrate_assertion" VALUES (((SELECT count(*) FROM main."posts") = (SELECT count(*) FROM main."migrate_old_posts")));
DROP TABLE temp."migrate_assertion";
DROP TABLE main."migrate_old_posts";
