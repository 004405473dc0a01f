-- bulkInsert, native: new rows
INSERT INTO "users" ("id", "email") VALUES
  (3, 'c');
