-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME COLUMN "email" TO "passing";
ALTER TABLE "users" RENAME COLUMN "name" TO "email";
ALTER TABLE "users" RENAME COLUMN "passing" TO "name";
