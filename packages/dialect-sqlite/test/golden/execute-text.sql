-- execute, native: SQL as it is written
UPDATE users SET name = 'a;b' WHERE id = 2;
