-- addColumn, native: PostgreSQL has a statement for it
ALTER TABLE "posts" ADD COLUMN "editor_id" integer;
ALTER TABLE "posts" ADD CONSTRAINT "fk_posts_editor_id_users" FOREIGN KEY ("editor_id") REFERENCES "users" ("id");
-- dropColumn, native: PostgreSQL has a statement for it
ALTER TABLE "posts" DROP COLUMN "editor_id";
