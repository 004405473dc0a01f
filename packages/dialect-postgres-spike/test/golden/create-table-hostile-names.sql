-- createTable, native: PostgreSQL has a statement for it
CREATE TABLE "select""; DROP TABLE users; --" ("group'" integer NOT NULL, "new
line" text DEFAULT '''); DROP TABLE users; --', CONSTRAINT "pk_select""; DROP TABLE users; --" PRIMARY KEY ("group'"));
