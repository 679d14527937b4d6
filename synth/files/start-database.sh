#!/bin/sh
# Starts a database through its image's entrypoint, and begins again where a first start was interrupted.
# The images of MariaDB and PostgreSQL make their users and databases in an empty folder only, and take a folder in which that was begun for one in which it is done: a container that is killed in its
# first start (evicted, out of memory, a node that fails) would never serve its shop. So a mark stands beside the data until the server has answered (database-started.sh takes it away);
# until then nobody has been served from what is there. A start that finds the mark empties the folder.
# env: DATA_FOLDER (everything that the server keeps, and nothing else), FIRST_START_MARK (a file on the same volume)
# args: the server's command line
set -eu
# A first start takes seconds; the startup probe ends it after minutes.
longest_s=900

# A server that has worked on since somehow nobody took its mark away: its data is not ours to empty.
was_used() {
  over=${TMPDIR:-/tmp}/first-start-over
  touch -d "@$(( $(stat -c %Y "$FIRST_START_MARK") + longest_s ))" "$over"
  [ -n "$(find "$DATA_FOLDER" -type f -newer "$over" -print -quit)" ]
}

if [ -e "$FIRST_START_MARK" ]; then
  if [ -d "$DATA_FOLDER" ] && was_used; then
    echo "$FIRST_START_MARK says that the database never answered, but files have changed since: everything is left as it is" >&2
    rm -f "$FIRST_START_MARK"
  else
    echo "the first start was interrupted before the database answered: emptying $DATA_FOLDER and beginning again" >&2
    [ ! -d "$DATA_FOLDER" ] || find "$DATA_FOLDER" -mindepth 1 ! -path "$FIRST_START_MARK" -delete
    touch "$FIRST_START_MARK"
  fi
elif [ -z "$(ls -A "$DATA_FOLDER" 2>/dev/null)" ]; then
  touch "$FIRST_START_MARK"
  # On the disk before any data is.
  sync "$FIRST_START_MARK" "$(dirname "$FIRST_START_MARK")"
fi
exec docker-entrypoint.sh "$@"
