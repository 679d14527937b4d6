#!/bin/sh
# Brings a shop from whatever state its database is in to a working one. Runs as the web server's user in the store image, any number of times.
# env: WORDPRESS_* as the web container, SCHEME HOST TITLE ADMIN_USER ADMIN_EMAIL ADMIN_PASSWORD_FILE CURRENCY COUNTRY GATEWAYS CATALOG
#      DOCROOT INIT_DIR [THEME] [DB_WAIT_S] [TERMINATION_LOG]
# exit: 0 done; 1 a step failed; 69 no database; 75 half-made shop that holds data; 77 the database refuses us; 78 no admin password
set -eu
export HOME=/tmp
cd "$DOCROOT"
step() { printf '[init] %s %s\n' "$(date -u +%H:%M:%S)" "$*" >&2; }
# With an empty file wp would make up a random password that nobody knows.
[ -s "$ADMIN_PASSWORD_FILE" ] || { step "admin password file empty or missing"; exit 78; }

step wait-for-db
end=$(( $(date +%s) + ${DB_WAIT_S:-300} )); denied=0
until e=$(php -d default_socket_timeout=5 -d mysqlnd.net_read_timeout=5 -r 'mysqli_report(MYSQLI_REPORT_OFF);
  if (@mysqli_connect(getenv("WORDPRESS_DB_HOST"),getenv("WORDPRESS_DB_USER"),getenv("WORDPRESS_DB_PASSWORD"),getenv("WORDPRESS_DB_NAME"))) exit(0);
  echo mysqli_connect_errno()," ",mysqli_connect_error(); exit(1);' 2>/dev/null)
do
  # A refusal right after the start can be the server still making its users; five in a row are a wrong password.
  case $e in
    1044*|1045*|1698*|1049*) denied=$((denied+1)); [ $denied -lt 5 ] || { step "database refuses us: $e"; exit 77; };;
    *) denied=0;;
  esac
  [ "$(date +%s)" -lt "$end" ] || { step "database not reachable: $e"; exit 69; }
  sleep 2
done

step core
php "$INIT_DIR/pre.php"
# > /dev/null: with --prompt wp-cli <= 2.12 prints the whole command line, password included.
wp core is-installed || wp core install --url="$SCHEME://$HOST" --title="$TITLE" --admin_user="$ADMIN_USER" \
  --admin_email="$ADMIN_EMAIL" --skip-email --prompt=admin_password < "$ADMIN_PASSWORD_FILE" > /dev/null
wp core update-db
ADMIN_ID=$(wp user list --role=administrator --field=ID --orderby=ID --number=1); [ -n "$ADMIN_ID" ]

step woocommerce
wp plugin is-active woocommerce || wp plugin activate woocommerce
wp wc update

# Once only, so that a later run (a new version) does not undo what the merchant has changed since.
if ! wp option get store_init_done > /dev/null 2>&1; then
  step first-init
  wp eval-file "$INIT_DIR/seed.php"
  # With orders present the pre-check of "hpos enable" fails although it is on.
  wp option get woocommerce_custom_orders_table_enabled | grep -qx yes || wp wc hpos enable
  wp wc tool run install_pages --user="$ADMIN_ID"
  wp theme is-active "${THEME:-twentytwentyfive}" || wp theme activate "${THEME:-twentytwentyfive}"
  wp rewrite structure '/%postname%/'
  [ "$CATALOG" != sample ] || wp eval-file "$INIT_DIR/catalog.php"
else
  wp rewrite flush
fi

step settings
wp eval-file "$INIT_DIR/settings.php"

step check
out=$(wp eval-file "$INIT_DIR/check.php")   # not in a pipe: sh would lose its exit code
printf '%s\n' "$out" | tee "${TERMINATION_LOG:-/dev/termination-log}"
step done
