-- createIndex, native: PostgreSQL has a statement for it
CREATE UNIQUE INDEX "one_age" ON "users" ("age");
