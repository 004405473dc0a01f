-- alterColumn, native: PostgreSQL has a statement for it
ALTER TABLE "users" ALTER COLUMN "age" TYPE real USING ("age" * 1.5
);
