-- bulkInsert, native: PostgreSQL has a statement for it
INSERT INTO "users" ("id", "email", "name", "age") VALUES (3, 'o''hara@example.com', '"; DROP TABLE users; --', -1), (4, '', 'new
line ${x} %s ? :name \', NULL);
