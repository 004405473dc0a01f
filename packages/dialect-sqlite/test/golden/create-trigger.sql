-- createTrigger, native: a new trigger
CREATE TRIGGER first_post AFTER INSERT ON users BEGIN INSERT INTO posts (id, user_id, title) VALUES (100, NULL, NULL); END;
