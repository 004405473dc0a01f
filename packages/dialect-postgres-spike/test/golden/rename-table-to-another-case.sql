-- renameTable, native: PostgreSQL has a statement for it
ALTER TABLE "users" RENAME TO "Users";
