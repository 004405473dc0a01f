-- createIndex, native: a new index
CREATE UNIQUE INDEX "one_age" ON "users" ("age");
