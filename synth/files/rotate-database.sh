#!/bin/sh
# Changes the password with which the shop logs in to its database, any number of times: what is done already is not done again.
# env: ROTATION (what the store file says) [SECRETS] [DB_WAIT_S] [PAUSE_S], and what database-client.sh says
# files in $SECRETS: password (what the shop logs in with), next-password (what it is to log in with; absent when no change is under way),
#      rotation (what the store file said when the last change was complete)
# exit: 0 the newest password works; 1 the change failed; 69 no database; 76 the Secret is not the one of this rotation; 77 the database refuses us
# Passwords go from file to environment and standard input, never to a command line or a log.
# database-client.sh beside this one knows the engine's database. It has:
#   sql FILE: runs the SQL of standard input, logged in with the password in FILE, and prints nothing but what goes wrong
#   is_refusal ERROR: whether that is a refusal of the password and no other trouble
#   change PASSWORD: prints the SQL that changes the password to that one
#   code_of ERROR: what of it may be shown. A server may quote the statement in an error, so only its code.
set -eu
# shellcheck source=/dev/null
. "$(dirname "$0")/database-client.sh"
cd "${SECRETS:-/run/secrets/rotation}"
step() { printf '[rotate] %s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }
# 0 the password in that file works; 1 it is refused; 2 no answer, in $error
login() {
  error=$(echo 'select 1;' | sql "$1") && return 0
  is_refusal "$error" && return 1
  return 2
}

newest=password
[ ! -s next-password ] || newest=next-password
if [ "$newest" = password ] && [ "$(cat rotation 2>/dev/null || true)" != "$ROTATION" ]; then
  step "there is neither a next password nor a record that this rotation is complete"; exit 76
fi

end=$(( $(date +%s) + ${DB_WAIT_S:-60} )); denied=0
while :; do
  tried=0; login "$newest" || tried=$?
  [ $tried -ne 0 ] || { step "the database takes the newest password"; exit 0; }
  [ $tried -ne 1 ] || [ $newest = password ] || { tried=0; login password || tried=$?; }
  case $tried in
    0) break;;
    # A refusal right after the start can be the server still making its users; five in a row are a wrong password.
    1) denied=$((denied+1)); [ $denied -lt 5 ] || { step "the database refuses the password of the shop"; exit 77; };;
    *) denied=0;;
  esac
  [ "$(date +%s)" -lt "$end" ] || { step "no answer from the database: $error"; exit 69; }
  sleep "${PAUSE_S:-2}"
done

step "changing the password"
if ! error=$(change "$(cat next-password)" | sql password); then
  step "the database did not change it: $(code_of "$error" || echo 'no reason given')"; exit 1
fi
login next-password || { step "the database does not take the new password"; exit 1; }
step done
