-- addColumn, native: SQLite adds the column without touching the rows
-- asks first: SELECT * FROM (SELECT count(*) AS "count", quote("id") || ', ' || quote("score") AS "example" FROM (SELECT "id" AS "id", NULL AS "score" FROM main."users") WHERE NOT ("score" >= 0 )) WHERE "count" > 0
--   else refuses: {count} rows of "users" do not meet CHECK ("score" >= 0), for example (id, score) = ({example}): change them first.
ALTER TABLE "users" ADD COLUMN "score" INTEGER CONSTRAINT "score_not_negative" CHECK ("score" >= 0);
