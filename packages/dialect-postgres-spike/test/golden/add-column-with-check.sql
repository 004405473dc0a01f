-- addColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "score" integer;
ALTER TABLE "users" ADD CONSTRAINT "score_not_negative" CHECK ("score" >= 0);
