-- createIndex, native: a new index
CREATE INDEX "users_by_age" ON "users" ("age");
-- dropColumn, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place
DROP INDEX "users_by_age";
ALTER TABLE "users" DROP COLUMN "age";
