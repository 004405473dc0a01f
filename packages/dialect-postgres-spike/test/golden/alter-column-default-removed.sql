-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "rectangles" ALTER COLUMN "width" DROP DEFAULT;
