-- execute, native: PostgreSQL has a statement for it
UPDATE users SET age = 1 WHERE id = 1;
UPDATE users SET age = 2 WHERE id = 2;
