-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "posts" ALTER COLUMN "title" TYPE varchar(80) USING "title"::varchar(80);
ALTER TABLE "posts" ALTER COLUMN "title" SET DEFAULT 'untitled';
ALTER TABLE "posts" ALTER COLUMN "title" SET NOT NULL;
