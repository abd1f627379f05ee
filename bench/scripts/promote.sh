#!/usr/bin/env bash
# One promotion as a CI job makes it: clone, edit the overlay, commit, push.
# usage: promote.sh <repository url> <overlay> <tag> <digest>
set -euo pipefail

url=$1 overlay=$2 tag=$3 digest=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

git clone --quiet --depth 1 --branch main "$url" "$work/repository"
cd "$work/repository"

file=$overlay/kustomization.yaml
sed -E -e "s|^( *newTag:).*|\1 $tag|" -e "s|^( *digest:).*|\1 $digest|" "$file" >"$work/edited"
mv "$work/edited" "$file"

git -c user.name=CI -c user.email=ci@example.com commit --quiet -m "$overlay: $tag" -- "$file"
git push --quiet origin main
