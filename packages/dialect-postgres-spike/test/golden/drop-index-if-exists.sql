-- dropIndex, native: PostgreSQL has a statement for it
DROP INDEX IF EXISTS "nowhere";
