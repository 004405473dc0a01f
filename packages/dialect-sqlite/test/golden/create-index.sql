-- createIndex, native: a new index
CREATE INDEX "users_by_age" ON "users" ("age", "name");
