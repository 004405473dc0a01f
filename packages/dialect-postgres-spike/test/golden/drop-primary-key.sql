-- dropConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" DROP CONSTRAINT "notes_key";
