-- renameColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME COLUMN "email" TO "group";
-- renameColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME COLUMN "id" TO "user""id";
