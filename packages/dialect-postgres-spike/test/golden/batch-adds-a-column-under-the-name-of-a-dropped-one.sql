-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" DROP COLUMN "age";
ALTER TABLE "users" ADD COLUMN "age" text DEFAULT 'new';
