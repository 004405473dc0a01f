-- batchAlterTable, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place; SQLite renames a column and follows the name everywhere; the text around it is put back
ALTER TABLE "users" DROP COLUMN "name";
ALTER TABLE "users" RENAME COLUMN "email" TO "name";
PRAGMA writable_schema = ON;
UPDATE main.sqlite_schema SET sql = 'CREATE TABLE "users" (
  "id" INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "age" INTEGER,
  CONSTRAINT "pk_users" PRIMARY KEY ("id"),
  CONSTRAINT "uq_users_email" UNIQUE ("name")
)' WHERE type = 'table' AND name = 'users';
PRAGMA writable_schema = RESET;
-- batchAlterTable, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place; SQLite renames a column and follows the name everywhere
ALTER TABLE "users" DROP COLUMN "name";
ALTER TABLE "users" RENAME COLUMN "email" TO "name";
