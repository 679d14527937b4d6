#!/bin/sh
# Builds one of Urumi's images with whichever of docker, podman and buildctl there is, or that TOOL names.
# usage: build.sh woocommerce|medusa|medusa-storefront|urumi VERSION [--push]
# env: [REGISTRY=ghcr.io/urumi-dev] [TOOL=docker|podman|buildctl] [BUILD_ARGS='NAME=value NAME=value']
set -eu
usage() { sed -n '2,4s/^# //p' "$0" >&2; exit 2; }
[ $# -ge 2 ] || usage
name=$1; version=$2; push=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
[ -f "$here/$name/Dockerfile" ] || usage
case $push in ''|--push) ;; *) usage;; esac
case $version in *[!A-Za-z0-9._-]*) echo "build.sh: $version cannot be the tag of an image" >&2; exit 2;; esac
context=$here/$name
# Urumi's own image is made from the whole project.
[ "$name" != urumi ] || context=$(dirname "$here")

tool=${TOOL:-}
for each in docker podman buildctl; do
  [ -n "$tool" ] || ! command -v "$each" > /dev/null || tool=$each
done
[ -n "$tool" ] || { echo "build.sh: none of docker, podman and buildctl is on the PATH" >&2; exit 3; }

image=${REGISTRY:-ghcr.io/urumi-dev}/$name:$version
# Not 0: files of 1970-01-01 make PHP's opcache switch itself off without a word.
epoch=${SOURCE_DATE_EPOCH:-$(git -C "$here" log -1 --format=%ct -- "$context" 2>/dev/null || true)}
[ -n "$epoch" ] && [ "$epoch" -gt 86400 ] || epoch=$(date +%s)

set -- "SOURCE_DATE_EPOCH=$epoch"
case $name in woocommerce) set -- "$@" "WOOCOMMERCE=$version";; esac
for pair in ${BUILD_ARGS:-}; do set -- "$@" "$pair"; done

echo "build.sh: $image with $tool" >&2
case $tool in
  buildctl)
    arguments=''
    for pair; do arguments="$arguments --opt build-arg:$pair"; done
    output="type=image,name=$image"; [ -z "$push" ] || output="$output,push=true"
    # shellcheck disable=SC2086 # a word per argument is meant: none holds a space
    exec buildctl build --frontend dockerfile.v0 --local context="$context" --local dockerfile="$here/$name" \
      $arguments --opt attest:sbom= --output "$output";;
  docker|podman)
    arguments=''
    for pair; do arguments="$arguments --build-arg $pair"; done
    # shellcheck disable=SC2086
    "$tool" build $arguments --tag "$image" --file "$here/$name/Dockerfile" "$context"
    [ -z "$push" ] || "$tool" push "$image";;
  *) echo "build.sh: TOOL must be docker, podman or buildctl, not $tool" >&2; exit 2;;
esac
