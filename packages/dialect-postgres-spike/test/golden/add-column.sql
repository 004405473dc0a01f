-- addColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "nickname" text;
