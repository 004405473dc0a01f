-- createIndex, native: a new index
CREATE INDEX "users_by_age" ON "users" ("age");
-- createIndex, native: the index is there already
