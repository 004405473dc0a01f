-- createTable, native: a new table
CREATE TABLE "memberships" (
  "user_id" INTEGER NOT NULL,
  "team" TEXT NOT NULL,
  "role" TEXT,
  "since" INTEGER,
  CONSTRAINT "pk_memberships" PRIMARY KEY ("user_id", "team"),
  CONSTRAINT "one_of_each_role" UNIQUE ("team", "role"),
  CONSTRAINT "since_our_time" CHECK ("since" > 1900),
  CONSTRAINT "fk_memberships_user_id_users" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE RESTRICT
);
