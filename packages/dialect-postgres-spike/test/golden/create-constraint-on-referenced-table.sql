-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD CONSTRAINT "some_name" CHECK ("name" <> '');
