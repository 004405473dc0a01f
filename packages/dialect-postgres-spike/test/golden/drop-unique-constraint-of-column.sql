-- dropConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "users" DROP CONSTRAINT "uq_users_email";
