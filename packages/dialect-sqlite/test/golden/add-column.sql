-- addColumn, native: SQLite adds the column without touching the rows
ALTER TABLE "users" ADD COLUMN "nickname" TEXT;
