-- execute, native: PostgreSQL has a statement for it
update "users" set "name" = '''); DROP TABLE users; --' where "id" = 2;
