#!/bin/sh
# The startup probe of a database: once it answers, its first start is over. See start-database.sh.
# env: FIRST_START_MARK
# args: the probe; succeeds when the server answers over TCP, where the server that an image starts to make its users does not listen
set -eu
"$@"
[ -e "$FIRST_START_MARK" ] || exit 0
rm "$FIRST_START_MARK"
# Gone from the disk too before anybody is served: it must not be there again after a power cut.
sync "$(dirname "$FIRST_START_MARK")"
