#!/usr/bin/env bash
# run.sh drift OFFICIAL: compare the contract with a copy of the official document.
# run.sh sync OFFICIAL: list what there is to do until the contract follows it; ACCEPT=1 takes it as decided. Exit codes: see doc.go.
set -euo pipefail
verb=${1:-}
if [[ -z ${2:-} ]]; then
  echo "usage: make $verb OFFICIAL=path of a copy of twilio_serverless_v1.json (twilio/twilio-oai, spec/json)" >&2
  exit 2
fi
official=$(realpath "$2")
cd "$(dirname "$0")"
binary=$(mktemp)
trap 'rm -f "$binary"' EXIT
go build -o "$binary" . # go run would turn every exit code into 1
case $verb in
  sync) "$binary" sync ${ACCEPT:+-accept} "$official" ../.. ;;
  *) "$binary" "$official" ;;
esac
