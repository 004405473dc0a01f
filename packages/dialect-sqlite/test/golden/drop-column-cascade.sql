-- createIndex, native: a new index
CREATE INDEX "users_by_age" ON "users" ("age");
-- dropColumn, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*') AND ((' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]age[^a-z0-9_$]*') OR sql LIKE '%insert%')
--   else refuses: the temporary {type} "{name}" stands in the way of dropping "users"."age": drop it first
DROP INDEX "users_by_age";
ALTER TABLE "users" DROP COLUMN "age";
