-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ALTER COLUMN "age" TYPE text USING "age"::text;
