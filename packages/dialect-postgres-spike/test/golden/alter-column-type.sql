-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ALTER COLUMN "name" TYPE varchar(40) USING "name"::varchar(40);
