#!/bin/sh
# Makes the missing roles and databases: one of each a service, and nobody else is let in. Postgres runs it when its volume is
# empty; run it again by hand when a service was added: kubectl -n sidecart exec postgres-0 -- /docker-entrypoint-initdb.d/databases.sh
set -eu

while read -r database role; do
  password=$(cat "/etc/postgres/roles/$role")
  psql -v ON_ERROR_STOP=1 -U postgres -d postgres -q -v database="$database" -v role="$role" -v password="$password" <<'SQL'
select format('create role %I login', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
select format('alter role %I password %L', :'role', :'password') \gexec
select format('create database %I owner %I', :'database', :'role') where not exists (select from pg_database where datname = :'database') \gexec
select format('revoke all on database %I from public', :'database') \gexec
SQL
done < /etc/postgres/list/databases
