-- createIndex, native: a new index
-- asks first: SELECT * FROM (SELECT count(*) AS "count", "value" AS "example" FROM (SELECT quote("age") AS "value" FROM (SELECT "age" AS "age" FROM main."users") WHERE "age" IS NOT NULL GROUP BY "age" HAVING count(*) > 1)) WHERE "count" > 0
--   else refuses: "users" cannot have the unique index "one_age" over (age): {count} values are there more than once, for example {example}. Change these rows first.
CREATE UNIQUE INDEX "one_age" ON "users" ("age");
