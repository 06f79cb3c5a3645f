#!/usr/bin/env bash
# Installs what the tests of interop/ need from elsewhere: from npm by lock files, from the distribution, and Go modules. It waits for the
# network most of its time, so .ci/run runs it beside other steps; a second run finds all of it there. With -short it installs what the
# sample needs.
set -euo pipefail
cd "$(dirname "$0")"
export REDOCLY_TELEMETRY=off

# install DIR: npm ci, unless what is there came from this very lock file.
install() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.made-from" && return
  npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund
  cp "$1/package-lock.json" "$1/node_modules/.made-from"
}

if command -v node >/dev/null && command -v npm >/dev/null; then
  install respect
  install functions
  install peers
  install typescript
  if [[ " $* " != *" -short "* ]]; then
    install fake
    install fake/prism
  fi
else
  echo "no node and npm on this machine: the workflow is run by the Go engine alone, of the peers only twilio-go"
fi
# Twilio's library for Python comes from the distribution, where this may install packages. Without it its test is skipped.
if ! /usr/bin/python3 -c 'import twilio' 2>/dev/null; then
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] &&
    apt-get install -y -q --no-install-recommends python3-twilio >/dev/null 2>&1; then
    echo "installed python3-twilio"
  else
    echo "no python3-twilio on this machine: Twilio's library for Python is skipped"
  fi
fi
for module in . drift peers; do
  (cd "$module" && go mod download)
done
