-- createTable, native: a new table
CREATE TABLE "folders" (
  "id" INTEGER NOT NULL,
  "parent_id" INTEGER,
  CONSTRAINT "pk_folders" PRIMARY KEY ("id"),
  CONSTRAINT "fk_folders_parent_id_folders" FOREIGN KEY ("parent_id") REFERENCES "folders" ("id")
);
