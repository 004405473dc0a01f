-- createIndex, native: a new index
CREATE INDEX "users_by_age" ON "users" ("age") WHERE "age" > 0;
-- renameColumn, native: SQLite renames a column and follows the name everywhere
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
