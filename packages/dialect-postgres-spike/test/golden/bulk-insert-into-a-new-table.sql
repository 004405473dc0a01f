-- renameTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME TO "people";
-- bulkInsert, native: PostgreSQL has a statement for it
INSERT INTO "people" ("id", "email", "name", "age") VALUES (10, '0@example.com', NULL, 0), (11, '1@example.com', '''); DROP TABLE users; -- 1', 1);
