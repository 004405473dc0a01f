-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD CONSTRAINT "of_user" FOREIGN KEY ("user_id") REFERENCES "users" ("id");
