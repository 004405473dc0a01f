-- dropTable, native: PostgreSQL has a statement for it
DROP TABLE IF EXISTS "nowhere";
