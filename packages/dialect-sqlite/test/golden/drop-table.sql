-- dropTable, native: nothing else uses the table
DROP TABLE "posts";
