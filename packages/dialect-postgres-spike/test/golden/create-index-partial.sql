-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "known_ages" ON "users" ("age") WHERE "name" <> 'it''s';
