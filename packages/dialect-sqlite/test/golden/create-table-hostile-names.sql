-- createTable, native: a new table
CREATE TABLE "select""; DROP TABLE users; --" (
  "group'" INTEGER NOT NULL,
  "new
line" TEXT DEFAULT '''); DROP TABLE users; --',
  CONSTRAINT "pk_select""; DROP TABLE users; --" PRIMARY KEY ("group'")
);
