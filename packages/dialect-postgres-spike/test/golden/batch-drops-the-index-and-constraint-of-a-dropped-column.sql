-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "users_by_email" ON "users" ("email");
-- batchAlterTable, native: PostgreSQL has a statement for it
DROP INDEX "users_by_email";
ALTER TABLE "users" DROP CONSTRAINT "uq_users_email";
ALTER TABLE "users" DROP COLUMN "email";
