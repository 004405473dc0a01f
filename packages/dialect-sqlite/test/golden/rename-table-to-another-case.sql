-- renameTable, native: SQLite takes the two names for one, so the change of case needs a name in between
ALTER TABLE "users" RENAME TO "Users_renamed";
ALTER TABLE "Users_renamed" RENAME TO "Users";
