-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ALTER COLUMN "name" SET DEFAULT (CURRENT_TIMESTAMP);
