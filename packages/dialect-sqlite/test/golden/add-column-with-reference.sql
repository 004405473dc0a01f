-- addColumn, native: SQLite adds the column without touching the rows
ALTER TABLE "posts" ADD COLUMN "editor_id" INTEGER CONSTRAINT "fk_posts_editor_id_users" REFERENCES "users" ("id") ON DELETE SET NULL;
