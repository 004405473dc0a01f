-- createTrigger, native: a new trigger
CREATE TRIGGER forget_names AFTER INSERT ON users BEGIN UPDATE users SET name = NULL; END;
-- dropTable, native: nothing else uses the table
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*')
--   else refuses: the temporary {type} "{name}" stands in the way of "users", which is to be dropped: drop it first
DROP TABLE "users";
