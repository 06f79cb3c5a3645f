#!/usr/bin/env bash
# Runs the workflow with both runners, the comparison with the official document, and the clients of others against the emulator: all of
# it, or with -short a sample of what takes long. What comes from elsewhere is installed by prepare.sh.
set -euo pipefail
cd "$(dirname "$0")"
export REDOCLY_TELEMETRY=off

./prepare.sh "$@"
packages=(./...)
tags=
# libopenapi takes longer to compile than this project, and twilio-go nearly as long: the sample has no second runner of the workflow
# where Respect runs it, and of twilio-go the part for Serverless.
if [[ " $* " == *" -short "* ]]; then
  tags=short
  [[ ! -e respect/node_modules ]] || mapfile -t packages < <(go list ./... | grep -v '/engine$')
fi
# Two at once: each run of a Node program is a process that keeps a processor busy.
go vet "${packages[@]}"
go test -vet=off -count=1 -parallel 2 "$@" "${packages[@]}"
(cd drift && go vet ./... && go test -vet=off -count=1 "$@" ./...)
cd peers
go vet -tags "$tags" ./...
go test -vet=off -count=1 -parallel 2 -tags "$tags" "$@" ./...
