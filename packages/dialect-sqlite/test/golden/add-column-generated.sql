-- addColumn, native: SQLite adds the column without touching the rows
ALTER TABLE "users" ADD COLUMN "next_age" INTEGER GENERATED ALWAYS AS ("age" + 1) VIRTUAL;
