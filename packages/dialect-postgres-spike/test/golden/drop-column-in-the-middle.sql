-- dropColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" DROP COLUMN "name";
