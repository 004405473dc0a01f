-- createTable, native: a new table
CREATE TABLE "visits" (
  "id" INTEGER NOT NULL,
  "user_id" INTEGER,
  "page" TEXT,
  CONSTRAINT "pk_visits" PRIMARY KEY ("id")
);
CREATE INDEX "ix_visits_user_id_page" ON "visits" ("user_id", "page");
CREATE INDEX "visits_by_page" ON "visits" ("page" DESC) WHERE "page" IS NOT NULL;
