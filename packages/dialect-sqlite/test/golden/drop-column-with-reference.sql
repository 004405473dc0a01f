-- addColumn, native: SQLite adds the column without touching the rows
ALTER TABLE "posts" ADD COLUMN "editor_id" INTEGER CONSTRAINT "fk_posts_editor_id_users" REFERENCES "users" ("id");
-- dropColumn, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]posts[^a-z0-9_$]*') AND ((' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]editor_id[^a-z0-9_$]*') OR sql LIKE '%insert%')
--   else refuses: the temporary {type} "{name}" stands in the way of dropping "posts"."editor_id": drop it first
ALTER TABLE "posts" DROP COLUMN "editor_id";
