-- createIndex, native: a new index
CREATE INDEX "users_by_age" ON "users" ("age");
-- dropIndex, native: indexes can be dropped at any time
DROP INDEX "users_by_age";
