-- batchAlterTable, native: PostgreSQL has a statement for it
ALTER TABLE "folders" RENAME COLUMN "id" TO "folder_id";
ALTER TABLE "folders" RENAME COLUMN "parent_id" TO "id";
ALTER TABLE "folders" ALTER COLUMN "name" TYPE varchar(80) USING "name"::varchar(80);
