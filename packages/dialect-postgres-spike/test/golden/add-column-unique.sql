-- addColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "code" text;
ALTER TABLE "users" ADD CONSTRAINT "uq_users_code" UNIQUE ("code");
