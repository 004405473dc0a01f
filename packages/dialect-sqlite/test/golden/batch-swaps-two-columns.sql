-- batchAlterTable, native: SQLite renames a column and follows the name everywhere
ALTER TABLE "users" RENAME COLUMN "email" TO "passing";
ALTER TABLE "users" RENAME COLUMN "name" TO "email";
ALTER TABLE "users" RENAME COLUMN "passing" TO "name";
