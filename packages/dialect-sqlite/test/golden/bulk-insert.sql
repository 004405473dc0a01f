-- bulkInsert, native: new rows
INSERT INTO "users" ("id", "email", "name", "age") VALUES
  (3, 'o''hara@example.com', '"; DROP TABLE users; --', -1),
  (4, '', 'new
line ${x} %s ? :name \', NULL);
