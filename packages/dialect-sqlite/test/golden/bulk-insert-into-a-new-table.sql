-- renameTable, native: SQLite renames a table and follows the name everywhere
ALTER TABLE "users" RENAME TO "people";
-- bulkInsert, native: new rows
INSERT INTO "people" ("id", "email", "name", "age") VALUES
  (10, '0@example.com', NULL, 0),
  (11, '1@example.com', '''); DROP TABLE users; -- 1', 1);
