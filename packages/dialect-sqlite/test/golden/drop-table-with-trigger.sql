-- createTrigger, native: a new trigger
CREATE TRIGGER forget_names AFTER INSERT ON users BEGIN UPDATE users SET name = NULL; END;
-- dropTable, native: nothing else uses the table
DROP TABLE "users";
