#!/bin/sh
# sh fetch-plugin.sh NAME VERSION FOLDER : downloads a released plugin from wordpress.org and holds every file to the checksums that wordpress.org publishes of that release.
# env: [PLUGIN_SERVER], to fetch from a mirror
set -eu
name=$1; version=$2; folder=$3
server=${PLUGIN_SERVER:-https://downloads.wordpress.org}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
curl --fail --silent --show-error --location --retry 3 --max-time 300 -o "$work/plugin.zip" "$server/plugin/$name.$version.zip"
curl --fail --silent --show-error --location --retry 3 --max-time 60 -o "$work/checksums.json" "$server/plugin-checksums/$name/$version.json"
mkdir -p "$folder"
# shellcheck disable=SC2016 # PHP's variables, not the shell's
php -r '$zip = new ZipArchive(); if ($zip->open($argv[1]) !== true || !$zip->extractTo($argv[2])) { fwrite(STDERR, "not a zip file: $argv[1]\n"); exit(1); }' "$work/plugin.zip" "$folder"
php "$(dirname "$0")/verify-plugin.php" "$folder/$name" "$work/checksums.json" "$version"
