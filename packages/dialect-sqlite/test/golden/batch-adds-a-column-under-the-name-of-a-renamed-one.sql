-- batchAlterTable, native: SQLite renames a column and follows the name everywhere; SQLite adds the column without touching the rows
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
ALTER TABLE "users" ADD COLUMN "age" INTEGER;
