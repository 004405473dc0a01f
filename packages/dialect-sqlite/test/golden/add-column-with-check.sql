-- addColumn, native: SQLite adds the column without touching the rows
ALTER TABLE "users" ADD COLUMN "score" INTEGER CONSTRAINT "score_not_negative" CHECK ("score" >= 0);
