-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD CONSTRAINT "one_number" UNIQUE ("user_id", "number");
