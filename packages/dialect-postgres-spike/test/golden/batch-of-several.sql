-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "state" text DEFAULT 'new' NOT NULL;
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
ALTER TABLE "users" ALTER COLUMN "email" DROP NOT NULL;
ALTER TABLE "users" ADD CONSTRAINT "some_years" CHECK ("years" >= 0);
CREATE INDEX "users_by_state" ON "users" ("state", "years" DESC);
