-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" DROP CONSTRAINT "uq_users_email";
ALTER TABLE "users" ADD CONSTRAINT "uq_users_email" UNIQUE ("email", "name");
