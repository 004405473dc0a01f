-- alterColumn, native: PostgreSQL has a statement for it
UPDATE "users" SET "name" = 'nobody''s; --' WHERE "name" IS NULL;
ALTER TABLE "users" ALTER COLUMN "name" SET NOT NULL;
