-- createIndex, native: a new index
CREATE INDEX "known_ages" ON "users" ("age") WHERE "name" <> 'it''s';
