-- dropTable, native: PostgreSQL has a statement for it
DROP TABLE "posts";
