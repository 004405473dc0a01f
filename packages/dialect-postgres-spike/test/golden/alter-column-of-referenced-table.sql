-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(99) USING "name"::varchar(99);
