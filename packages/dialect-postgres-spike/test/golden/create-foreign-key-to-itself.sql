-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD CONSTRAINT "notes_key" PRIMARY KEY ("number");
-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD CONSTRAINT "of_parent" FOREIGN KEY ("parent") REFERENCES "notes" ("number") ON DELETE SET NULL;
