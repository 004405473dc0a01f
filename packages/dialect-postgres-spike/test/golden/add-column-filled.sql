-- addColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "score" integer;
UPDATE "users" SET "score" = 1;
ALTER TABLE "users" ALTER COLUMN "score" SET NOT NULL;
