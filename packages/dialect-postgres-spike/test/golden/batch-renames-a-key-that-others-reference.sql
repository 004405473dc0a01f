-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME COLUMN "id" TO "user_id";
ALTER TABLE "users" ALTER COLUMN "name" SET DEFAULT 'nobody';
