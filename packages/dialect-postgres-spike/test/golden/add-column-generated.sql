-- addColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "next_age" integer GENERATED ALWAYS AS ("age" + 1) VIRTUAL;
