-- dropColumn, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place
-- asks first: SELECT type, name FROM temp.sqlite_schema WHERE type IN ('trigger', 'view') AND (' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]users[^a-z0-9_$]*') AND ((' ' || lower(sql) || ' ') GLOB lower('*[^a-z0-9_$]name[^a-z0-9_$]*') OR sql LIKE '%insert%')
--   else refuses: the temporary {type} "{name}" stands in the way of dropping "users"."name": drop it first
ALTER TABLE "users" DROP COLUMN "name";
