-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "users_by_age" ON "users" ("age");
-- dropIndex, native: PostgreSQL has a statement for it
DROP INDEX "users_by_age";
