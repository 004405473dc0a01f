-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD CONSTRAINT """; DROP TABLE users; --" UNIQUE ("text");
