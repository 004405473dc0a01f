-- execute, native: SQL as it is written
update "users" set "name" = '''); DROP TABLE users; --' where "id" = 2;
