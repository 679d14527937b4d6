#!/bin/sh
# What rotate-database.sh must know of MariaDB: see there. env: DB_HOST DB_USER
# shellcheck disable=SC2069 # what it prints is of no interest, what goes wrong is
sql() { MYSQL_PWD=$(cat "$1") mariadb --skip-ssl --protocol=tcp --connect-timeout=5 -h"$DB_HOST" -u"$DB_USER" 2>&1 > /dev/null; }
is_refusal() { case $1 in *'ERROR 1045'*|*'ERROR 1698'*) return 0;; *) return 1;; esac; }
# printf is a builtin: no command line.
change() { printf "SET PASSWORD = PASSWORD('%s');\n" "$1"; }
code_of() { printf %s "$1" | grep -o 'ERROR [0-9]*'; }
