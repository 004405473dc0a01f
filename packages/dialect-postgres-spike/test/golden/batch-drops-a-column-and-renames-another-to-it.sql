-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" DROP COLUMN "name";
ALTER TABLE "users" RENAME COLUMN "email" TO "name";
