-- renameTable, native: SQLite renames a table and follows the name everywhere
ALTER TABLE "users" RENAME TO "order";
