-- createTable, native: PostgreSQL has a statement for it
CREATE TABLE "folders" ("id" integer NOT NULL, "parent_id" integer, CONSTRAINT "pk_folders" PRIMARY KEY ("id"), CONSTRAINT "fk_folders_parent_id_folders" FOREIGN KEY ("parent_id") REFERENCES "folders" ("id"));
