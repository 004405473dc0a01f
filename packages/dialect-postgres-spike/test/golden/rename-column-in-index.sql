-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "users_by_age" ON "users" ("age") WHERE "age" > 0;
-- renameColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME COLUMN "age" TO "years";
