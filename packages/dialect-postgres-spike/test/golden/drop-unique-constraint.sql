-- dropConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" DROP CONSTRAINT "one 'text' each";
