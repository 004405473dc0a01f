-- createView, native: a new view
CREATE VIEW "grown_ups" AS SELECT id, name FROM users WHERE age > 30 AND name <> 'it''s; --';
-- dropView, native: nothing else uses the view
DROP VIEW "grown_ups";
