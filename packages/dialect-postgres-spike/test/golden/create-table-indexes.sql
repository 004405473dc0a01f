-- createTable, native: PostgreSQL has a statement for it
CREATE TABLE "visits" ("id" integer NOT NULL, "user_id" integer, "page" text, CONSTRAINT "pk_visits" PRIMARY KEY ("id"));
CREATE INDEX "ix_visits_user_id_page" ON "visits" ("user_id", "page");
CREATE INDEX "visits_by_page" ON "visits" ("page" DESC) WHERE "page" IS NOT NULL;
