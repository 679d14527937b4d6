#!/bin/bash
# Stands in for the entrypoint of PostgreSQL's official image: the same settings, as far as shops use them.
# env: POSTGRES_USER POSTGRES_DB POSTGRES_PASSWORD_FILE PGDATA
set -euo pipefail
[ "${1:-postgres}" = postgres ] || exec "$@"
umask 077
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p "$PGDATA"
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-host=scram-sha-256 --auth-local=trust \
    --encoding=UTF8 --locale=C.UTF-8 > /dev/null
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  # Through the socket only: nobody takes it for the real one.
  pg_ctl -D "$PGDATA" -o "-c listen_addresses=" -w start > /dev/null
  if [ "$POSTGRES_DB" != postgres ]; then
    psql --username="$POSTGRES_USER" --dbname=postgres --no-psqlrc -v ON_ERROR_STOP=1 -v name="$POSTGRES_DB" > /dev/null \
      <<< 'CREATE DATABASE :"name";'
  fi
  pg_ctl -D "$PGDATA" -m fast -w stop > /dev/null
fi
shift || true
exec postgres -D "$PGDATA" -c listen_addresses='*' "$@"
