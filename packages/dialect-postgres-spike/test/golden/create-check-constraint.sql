-- addConstraint, native: PostgreSQL has a statement for it
ALTER TABLE "notes" ADD CONSTRAINT "from_one" CHECK ("number" > 0 AND "text" <> '''); --'
);
