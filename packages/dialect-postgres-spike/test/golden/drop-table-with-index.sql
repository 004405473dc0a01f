-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "users_by_age" ON "users" ("age");
-- dropTable, native: PostgreSQL has a statement for it
DROP TABLE "users";
