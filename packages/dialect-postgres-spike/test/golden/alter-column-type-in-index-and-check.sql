-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "users_by_age" ON "users" ("age") WHERE "age" > 0;
-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD CONSTRAINT "age_not_negative" CHECK ("age" >= 0);
-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ALTER COLUMN "age" TYPE bigint USING "age"::bigint;
