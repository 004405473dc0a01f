-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "state" text;
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
