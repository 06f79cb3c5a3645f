#!/usr/bin/env bash
# Compares the contract with a copy of the official document: run.sh OFFICIAL. Exit codes: see doc.go.
set -euo pipefail
if [[ -z ${1:-} ]]; then
  echo "usage: make drift OFFICIAL=path of a copy of twilio_serverless_v1.json (twilio/twilio-oai, spec/json)" >&2
  exit 2
fi
official=$(realpath "$1")
cd "$(dirname "$0")"
binary=$(mktemp)
trap 'rm -f "$binary"' EXIT
go build -o "$binary" . # go run would turn every exit code into 1
"$binary" "$official"
