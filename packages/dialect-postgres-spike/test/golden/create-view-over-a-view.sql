-- createView, native: PostgreSQL has a statement for it
CREATE VIEW "grown_ups" AS SELECT id, name FROM users WHERE age > 30 AND name <> 'it''s; --';
-- createView, native: PostgreSQL has a statement for it
CREATE VIEW "their ""names""" AS SELECT name FROM grown_ups;
