#!/usr/bin/env bash
# Runs the browser tests. The validator of archives comes from npm, from the lock file.
set -euo pipefail
cd "$(dirname "$0")"
if command -v npm >/dev/null && ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund
  cp package-lock.json node_modules/.installed
fi
go vet ./...
go test -vet=off ./... "$@"
