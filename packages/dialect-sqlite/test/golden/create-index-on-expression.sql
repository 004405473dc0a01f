-- createIndex, native: a new index
CREATE INDEX "users_by_length" ON "users" (length("name"), "age" DESC);
