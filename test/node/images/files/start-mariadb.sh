#!/bin/bash
# Stands in for the entrypoint of MariaDB's official image: the same settings, as far as shops use them. It makes no user for health checks and upgrades nothing.
# env: MARIADB_DATABASE MARIADB_USER MARIADB_PASSWORD_FILE MARIADB_ROOT_PASSWORD_FILE MARIADB_ROOT_HOST
set -euo pipefail
[ "${1:-mariadbd}" = mariadbd ] || exec "$@"
data=/var/lib/mysql
socket=/run/mysqld/mysqld.sock
client() { mariadb --protocol=socket --socket=$socket -uroot "$@"; }
if [ ! -d $data/mysql ]; then
  mariadb-install-db --datadir=$data --rpm --auth-root-authentication-method=normal --skip-test-db "${@:2}" > /dev/null
  # Through the socket only: nobody takes it for the real one.
  "$@" --skip-networking --socket=$socket &
  server=$!
  for _ in {1..120}; do
    ! client -e 'select 1' > /dev/null 2>&1 || break
    sleep 0.25
  done
  client --database=mysql <<SQL
DROP USER IF EXISTS root@'127.0.0.1', root@'::1';
EXECUTE IMMEDIATE CONCAT('DROP USER IF EXISTS root@\'', @@hostname, '\'');
SET PASSWORD FOR root@localhost = PASSWORD('$(< "$MARIADB_ROOT_PASSWORD_FILE")');
CREATE USER root@'$MARIADB_ROOT_HOST' IDENTIFIED BY '$(< "$MARIADB_ROOT_PASSWORD_FILE")';
GRANT ALL ON *.* TO root@'$MARIADB_ROOT_HOST' WITH GRANT OPTION;
CREATE DATABASE IF NOT EXISTS \`$MARIADB_DATABASE\`;
CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$(< "$MARIADB_PASSWORD_FILE")';
GRANT ALL ON \`$MARIADB_DATABASE\`.* TO '$MARIADB_USER'@'%';
SQL
  kill $server
  wait $server
fi
exec "$@"
