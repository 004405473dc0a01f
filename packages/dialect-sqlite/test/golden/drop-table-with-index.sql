-- createIndex, native: a new index
CREATE INDEX "users_by_age" ON "users" ("age");
-- dropTable, native: nothing else uses the table
DROP TABLE "users";
