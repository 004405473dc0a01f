-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "posts" ALTER COLUMN "title" SET NOT NULL;
