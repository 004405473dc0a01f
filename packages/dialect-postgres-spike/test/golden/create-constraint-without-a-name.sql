-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD UNIQUE ("text");
