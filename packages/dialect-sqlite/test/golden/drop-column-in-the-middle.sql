-- dropColumn, native: nothing but the column itself uses it, so SQLite can drop it from the rows in place
ALTER TABLE "users" DROP COLUMN "name";
