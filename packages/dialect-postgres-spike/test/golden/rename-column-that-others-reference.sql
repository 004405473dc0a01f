-- renameColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME COLUMN "id" TO "user_id";
