-- addColumn, native: SQLite adds the column without touching the rows
ALTER TABLE "posts" ADD COLUMN "editor_id" INTEGER CONSTRAINT "fk_posts_editor_id_users" REFERENCES "users" ("id");
-- dropColumn, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place
ALTER TABLE "posts" DROP COLUMN "editor_id";
