#!/bin/sh
# Starts Redis with the password of the store. It goes into a file in memory: a command line can be read by others, and an environment variable is inherited.
# files: redis.conf beside this one; $PASSWORD_FILE. env: [PASSWORD_FILE] [RUNTIME_DIR]
set -eu
umask 077
here=$(dirname "$0")
config=${RUNTIME_DIR:-/tmp}/redis.conf
password=$(cat "${PASSWORD_FILE:-/run/secrets/redis/password}")
[ -n "$password" ] || { echo "[redis] the password file is empty" >&2; exit 78; }
{ cat "$here/redis.conf"; printf 'requirepass %s\n' "$password"; } > "$config"
exec redis-server "$config"
