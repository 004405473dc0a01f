-- alterColumn, native: PostgreSQL has a statement for it
COMMENT ON COLUMN "users"."name" IS 'as ''they'' say';
