-- addColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ADD COLUMN "state" text DEFAULT 'it''s; --' NOT NULL;
