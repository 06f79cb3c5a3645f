#!/usr/bin/env bash
# Runs the workflow with both runners. Redocly CLI is installed here, from its lock file, where there is a Node that can run it.
set -euo pipefail
cd "$(dirname "$0")"
export REDOCLY_TELEMETRY=off
if command -v node >/dev/null && command -v npm >/dev/null; then
  npm ci --prefix respect --ignore-scripts --no-audit --no-fund
else
  echo "no node and npm on this machine: the workflow is run by the Go engine alone"
fi
# Two at once: each run of Respect is a Node process.
exec go test -count=1 -parallel 2 "$@" ./...
