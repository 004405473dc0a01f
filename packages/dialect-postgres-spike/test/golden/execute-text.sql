-- execute, native: PostgreSQL has a statement for it
UPDATE users SET name = 'a;b' WHERE id = 2;
