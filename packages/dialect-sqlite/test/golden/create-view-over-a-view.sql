-- createView, native: a new view
CREATE VIEW "grown_ups" AS SELECT id, name FROM users WHERE age > 30 AND name <> 'it''s; --';
-- createView, native: a new view
CREATE VIEW "their ""names""" AS SELECT name FROM grown_ups;
