-- createTable, native: a new table
CREATE TABLE "campaigns" (
  "id" INTEGER NOT NULL CONSTRAINT "pk_campaigns" PRIMARY KEY AUTOINCREMENT,
  "name" VARCHAR(40) NOT NULL DEFAULT 'it''s; --',
  "budget" REAL DEFAULT 0.5,
  "active" BOOLEAN NOT NULL DEFAULT 1,
  "state" TEXT DEFAULT 'draft' CONSTRAINT "campaign_state" CHECK ("state" COLLATE BINARY IN ('draft', 'on ''hold''')),
  "created_at" TEXT DEFAULT CURRENT_TIMESTAMP
);
