#!/usr/bin/env bash
# Runs the workflow with both runners, the comparison with the official document, and the clients of others against the emulator: all of
# it, or with -short a sample of what takes long. What comes from elsewhere is installed by prepare.sh.
set -euo pipefail
cd "$(dirname "$0")"
export REDOCLY_TELEMETRY=off

./prepare.sh
# Two at once: each run of a Node program is a process that keeps a processor busy.
go vet ./...
go test -vet=off -count=1 -parallel 2 "$@" ./...
(cd drift && go vet ./... && go test -vet=off -count=1 "$@" ./...)
cd peers
go vet ./...
go test -vet=off -count=1 -parallel 2 "$@" ./...
