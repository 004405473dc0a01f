-- createIndex, native: PostgreSQL has a statement for it
CREATE INDEX "users_by_length" ON "users" ((length("name")), "age" DESC);
