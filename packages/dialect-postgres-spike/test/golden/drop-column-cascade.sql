-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "users_by_age" ON "users" ("age");
-- dropColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" DROP COLUMN "age" CASCADE;
