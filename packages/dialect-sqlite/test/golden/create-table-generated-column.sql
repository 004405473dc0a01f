-- createTable, native: a new table
CREATE TABLE "rectangles" (
  "width" INTEGER,
  "height" INTEGER,
  "area" INTEGER GENERATED ALWAYS AS ("width" * "height") STORED
);
