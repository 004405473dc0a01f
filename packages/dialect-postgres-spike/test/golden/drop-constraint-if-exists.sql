-- dropConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "users" DROP CONSTRAINT IF EXISTS "nowhere";
