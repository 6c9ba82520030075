#!/bin/sh
# First start of the postgres container: the roles and rights that `manage.py database_sql` prints.
# A test holds this file to that command's output.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres <<'SQL'
CREATE ROLE mentor_lookup NOLOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE mentor_owner LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB;
CREATE ROLE mentor_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB;
GRANT mentor_lookup TO mentor_owner;
CREATE DATABASE mentor OWNER mentor_owner;
\connect mentor
CREATE EXTENSION IF NOT EXISTS vector;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO mentor_owner;
GRANT USAGE ON SCHEMA public TO mentor_app, mentor_lookup;
CREATE SCHEMA IF NOT EXISTS lookup AUTHORIZATION mentor_owner;
GRANT USAGE, CREATE ON SCHEMA lookup TO mentor_lookup;
GRANT USAGE ON SCHEMA lookup TO mentor_app;
ALTER DEFAULT PRIVILEGES FOR ROLE mentor_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO mentor_app;
ALTER DEFAULT PRIVILEGES FOR ROLE mentor_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO mentor_app;
SQL
psql -v ON_ERROR_STOP=1 -U postgres -v owner="$OWNER_PASSWORD" -v app="$APP_PASSWORD" <<'SQL'
ALTER ROLE mentor_owner PASSWORD :'owner';
ALTER ROLE mentor_app PASSWORD :'app';
SQL
