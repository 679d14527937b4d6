#!/bin/sh
# What rotate-database.sh must know of PostgreSQL: see there. env: DB_HOST DB_USER DB_NAME
# shellcheck disable=SC2069 # what it prints is of no interest, what goes wrong is
sql() {
  PGPASSWORD=$(cat "$1") PGCONNECT_TIMEOUT=5 psql -X -q -w -v ON_ERROR_STOP=1 -v VERBOSITY=sqlstate \
    -h "$DB_HOST" -U "$DB_USER" -d "$DB_NAME" 2>&1 > /dev/null
}
is_refusal() { case $1 in *'authentication failed'*|*'no pg_hba.conf entry'*) return 0;; *) return 1;; esac; }
# printf is a builtin: no command line. The server writes a statement that fails to its log, and the slow ones: not this one.
change() {
  printf "set log_min_error_statement = panic; set log_statement = none; set log_min_duration_statement = -1;\n"
  printf "alter role current_user password '%s';\n" "$1"
}
code_of() { printf %s "$1" | grep -o 'ERROR: *[0-9A-Z]\{5\}'; }
