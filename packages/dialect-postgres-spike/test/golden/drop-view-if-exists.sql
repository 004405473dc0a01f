-- dropView, native: PostgreSQL has a statement for it
DROP VIEW IF EXISTS "nowhere";
