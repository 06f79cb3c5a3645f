#!/usr/bin/env bash
# What action.yml runs: plan or deploy, with its inputs in INPUT_*. Inputs reach commands as arguments, never as text of a script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

lines() { grep -v '^[[:space:]]*$' <<<"$1" || true; }

# mask hides each line of a value in the log. The runner decodes %25 and %0D in what it is given.
mask() {
  local line
  while IFS= read -r line; do
    line=${line//'%'/%25}
    if [[ -n $line ]]; then echo "::add-mask::${line//$'\r'/%0D}"; fi
  done <<<"$1"
}

# binary runs twilio-serverless. Meanwhile the runner takes no line of the log for a command, whatever a server or a project has in it.
binary() {
  local code=0 token
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token" >&2
  "$INPUT_BINARY" "$@" || code=$?
  echo "::$token::" >&2
  return "$code"
}

arguments=("$INPUT_DIRECTORY")
while IFS= read -r argument; do
  if [[ -n $argument ]]; then arguments+=("$argument"); fi
done < <(lines "$INPUT_ARGS")
mask "${TWILIO_AUTH_TOKEN:-}"
mask "${TWILIO_API_SECRET:-}"
while IFS= read -r name; do
  if [[ -z $name ]]; then continue; fi
  if [[ ! $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then
    echo "::error::variables: $name is not the name of a variable"
    exit 2
  fi
  mask "${!name:-}"
  arguments+=(--env "$name")
done < <(lines "$INPUT_VARIABLES")

output() { echo "$1=$2" >>"$GITHUB_OUTPUT"; }

plan() {
  local code=0
  binary plan "${arguments[@]}" -o markdown --detailed-exitcode >"$work/plan.md" || code=$?
  case $code in
    0) output changes false ;;
    3) output changes true ;;
    *) printf '### The plan failed\n\nThe log of the run says why (exit code %d).\n' "$code" >"$work/plan.md" ;;
  esac
  cat "$work/plan.md" >>"$GITHUB_STEP_SUMMARY"
  if [[ $INPUT_COMMENT == true && ${GITHUB_EVENT_NAME:-} == pull_request* ]]; then
    # One comment for each project and place of a pull request.
    "$here/comment.sh" "$(printf '%s\n' "${arguments[@]}" | sha256sum | cut -c1-16)" "$work/plan.md"
  fi
  case $code in 0 | 3) return 0 ;; *) return "$code" ;; esac
}

deploy() {
  local code=0
  binary deploy "${arguments[@]}" --yes -o json >"$work/result.json" || code=$?
  if [[ $code != 0 ]]; then
    jq -r '"### The deploy failed\n\n```\n" + .error.message + "\n" + (.error.suggestion // "") + "\n```"' "$work/result.json" >>"$GITHUB_STEP_SUMMARY" || true
    return "$code"
  fi
  output domain "$(jq -r .domain_name "$work/result.json")"
  output build-sid "$(jq -r .build_sid "$work/result.json")"
  jq -r '"### Deployed `" + .service_name + "`\n\nhttps://" + .domain_name + " serves `" + .build_sid + "`."' "$work/result.json" >>"$GITHUB_STEP_SUMMARY"
}

case $INPUT_COMMAND in
  plan) plan ;;
  deploy) deploy ;;
  *)
    echo "::error::command: $INPUT_COMMAND is neither plan nor deploy"
    exit 2
    ;;
esac
