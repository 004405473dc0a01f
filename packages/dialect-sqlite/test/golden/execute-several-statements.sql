-- execute, native: SQL as it is written
UPDATE users SET age = 1 WHERE id = 1;
UPDATE users SET age = 2 WHERE id = 2;
