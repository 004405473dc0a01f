-- batchAlterTable, native: SQLite adds the column without touching the rows; SQLite renames a column and follows the name everywhere
ALTER TABLE "users" ADD COLUMN "state" TEXT;
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
