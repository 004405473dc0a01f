-- bulkInsert, native: PostgreSQL has a statement for it
INSERT INTO "users" ("id", "email") VALUES (3, 'c');
