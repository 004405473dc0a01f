-- renameColumn, native: SQLite renames a column and follows the name everywhere
ALTER TABLE "users" RENAME COLUMN "email" TO "group";
-- renameColumn, native: SQLite renames a column and follows the name everywhere
ALTER TABLE "users" RENAME COLUMN "id" TO "user""id";
