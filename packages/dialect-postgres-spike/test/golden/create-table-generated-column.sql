-- createTable, native: PostgreSQL has a statement for it
CREATE TABLE "rectangles" ("width" integer, "height" integer, "area" integer GENERATED ALWAYS AS ("width" * "height") STORED);
