-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD CONSTRAINT "notes_key" PRIMARY KEY ("user_id", "number");
