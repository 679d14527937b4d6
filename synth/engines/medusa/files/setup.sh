#!/bin/sh
# Brings a shop from whatever state its database is in to a working one of this image's version. Runs in the store image, any number of times.
# env: as the server, and APP_DIR SCRIPTS_DIR TITLE ADMIN_EMAIL ADMIN_PASSWORD_FILE CURRENCY COUNTRY CATALOG PUBLISHABLE_KEY [DB_WAIT_S] [TERMINATION_LOG]
# exit: 0 done; 1 a step failed; 69 no database or no Redis; 77 one of them refuses us; 78 no admin password
set -eu
cd "$APP_DIR"
PATH="$PWD/node_modules/.bin:$PATH"
step() { printf '[setup] %s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }
[ -s "$ADMIN_PASSWORD_FILE" ] || { step "admin password file empty or missing"; exit 78; }

step wait
node "$SCRIPTS_DIR/wait-for-services.mjs"

# In two steps: together, a migration script that fails would leave exit code 0.
step migrate
medusa db:migrate --skip-scripts --execute-safe-links
step scripts
medusa db:migrate:scripts

step shop
medusa exec ./src/scripts/ensure-shop.js
step done
