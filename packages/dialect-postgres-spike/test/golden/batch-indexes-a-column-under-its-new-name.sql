-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
CREATE INDEX "users_by_years" ON "users" ("years") WHERE "years" > 0;
ALTER TABLE "users" ADD CONSTRAINT "one_of_each" UNIQUE ("years", "name");
