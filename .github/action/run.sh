#!/usr/bin/env bash
# What action.yml runs: plan, deploy or preview, with its inputs in INPUT_*. Inputs reach commands as arguments, never as text of a script.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# say writes a command of the log, error or warning, in one line whatever the text holds.
say() {
  local text=${2//'%'/%25}
  text=${text//$'\r'/%0D}
  echo "::$1::${text//$'\n'/%0A}"
}

# lines prints those of a text that are not empty, without the space around them.
lines() { sed 's/^[[:space:]]*//; s/[[:space:]]*$//; /^$/d' <<<"$1"; }

# given reports whether an argument is the flag $1, alone or with a value. The bash of macOS takes no empty list for one.
given() {
  local i
  for ((i = 1; i < ${#arguments[@]}; i++)); do
    if [[ ${arguments[i]} == "$1" || ${arguments[i]} == "$1="* ]]; then return 0; fi
  done
  return 1
}

# place stands for the directory and the arguments in the mark of their comment.
place() { printf '%s\n' "${arguments[@]}" | { sha256sum 2>/dev/null || shasum -a 256; } | cut -c1-16; }

# refuse ends the action because of an argument that is not for it.
refuse() {
  say error "args: $1 is not for $INPUT_COMMAND: $2"
  exit 2
}

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

case $INPUT_COMMAND in
  plan | deploy | preview) ;;
  *)
    say error "command: $INPUT_COMMAND is none of plan, deploy and preview"
    exit 2
    ;;
esac
case $INPUT_COMMENT in
  true | false) ;;
  *)
    say error "comment: $INPUT_COMMENT is neither true nor false"
    exit 2
    ;;
esac
if [[ -z ${INPUT_DIRECTORY//[[:space:]]/} ]]; then
  say error "directory: it is empty; leave it out for the directory of the repository"
  exit 2
fi
if [[ ! -d $INPUT_DIRECTORY ]]; then
  say error "directory: $INPUT_DIRECTORY is not there, or is no directory"
  exit 2
fi
# A program of this directory is found from another one too.
if [[ $INPUT_BINARY == */* && $INPUT_BINARY != /* && $INPUT_BINARY != [A-Za-z]:* ]]; then INPUT_BINARY=$PWD/$INPUT_BINARY; fi
# A directory is no flag, whatever it begins with.
if [[ $INPUT_DIRECTORY == -* ]]; then INPUT_DIRECTORY=./$INPUT_DIRECTORY; fi
arguments=("$INPUT_DIRECTORY")
while IFS= read -r argument; do
  if [[ -n $argument ]]; then arguments+=("$argument"); fi
done < <(lines "$INPUT_ARGS")
for flag in --help -h; do
  if given "$flag"; then refuse "$flag" "it only prints a text"; fi
done
if [[ $INPUT_COMMAND != plan ]] && given --emulated; then refuse --emulated "what is deployed there is gone at the end"; fi
mask "${TWILIO_AUTH_TOKEN:-}"
mask "${TWILIO_API_SECRET:-}"
while IFS= read -r name; do
  if [[ -z $name ]]; then continue; fi
  if [[ ! $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then
    say error "variables: $name is not the name of a variable"
    exit 2
  fi
  mask "$(printenv "$name" || true)" # not a variable of this script
  arguments+=(--env "$name")
done < <(lines "$INPUT_VARIABLES")

# output sets an output of the action. A value with a line break would set others too.
output() {
  if [[ $2 == *[[:cntrl:]]* ]]; then
    say error "the output $1 has a control character, so the answer of the API is not used"
    exit 1
  fi
  echo "$1=$2" >>"$GITHUB_OUTPUT"
}

# outputs sets the outputs of a deploy. Without its result nothing is known, whatever the exit code is.
outputs() {
  local domain build
  domain=$(jq -r '.domain_name // empty' "$work/result.json" 2>/dev/null) || domain=
  build=$(jq -r '.build_sid // empty' "$work/result.json" 2>/dev/null) || build=
  if [[ -z $domain || -z $build ]]; then
    say error "deploy has printed no result as JSON: look at the input args and at the binary"
    exit 1
  fi
  output domain "$domain"
  output build-sid "$build"
}

# code shows a text from elsewhere as Markdown, with a fence that the text cannot close.
code() {
  local fence='```'
  while [[ $1 == *"$fence"* ]]; do fence+='`'; done
  printf '%s\n%s\n%s\n' "$fence" "$1" "$fence"
}

plan() {
  local code=0
  binary plan "${arguments[@]}" -o markdown --detailed-exitcode >"$work/plan.md" || code=$?
  if [[ $code == [03] && $(head -c 9 "$work/plan.md") != "### Plan " ]]; then
    say error "plan has printed no plan: look at the input args and at the binary"
    code=1
  fi
  case $code in
    0) output changes false ;;
    3) output changes true ;;
    *) printf '### The plan failed\n\nThe log of the run says why (exit code %d).\n' "$code" >"$work/plan.md" ;;
  esac
  cat "$work/plan.md" >>"$GITHUB_STEP_SUMMARY"
  comment "$(place)" "$work/plan.md"
  case $code in 0 | 3) return 0 ;; *) return "$code" ;; esac
}

deploy() {
  local code=0
  binary deploy "${arguments[@]}" --yes -o json >"$work/result.json" || code=$?
  if [[ $code != 0 ]]; then
    failure "The deploy failed" >>"$GITHUB_STEP_SUMMARY"
    return "$code"
  fi
  outputs
  jq -r "$plain"'"### Deployed `" + (.service_name | plain) + "`\n\nhttps://" + (.domain_name | plain) + " serves `" + (.build_sid | plain) + "`."' "$work/result.json" >>"$GITHUB_STEP_SUMMARY"
}

# plain leaves of a name what names of Twilio have: the rest could be Markdown.
plain='def plain: gsub("[^A-Za-z0-9.-]"; "?"); '

# comment shows a file on the pull request, one for each project and place of it.
comment() {
  if [[ $INPUT_COMMENT == true && ${GITHUB_EVENT_NAME:-} == pull_request* ]]; then
    "$here/comment.sh" "$1" "$2"
  fi
}

# preview deploys to an Environment of the pull request, and deletes that when the request is closed.
preview() {
  local code=0 number environment key argument
  number=$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")
  if [[ ! $number =~ ^[0-9]+$ ]]; then
    say error "command: preview is for events of a pull request, and this one is ${GITHUB_EVENT_NAME:-none}"
    exit 2
  fi
  environment=pr-$number
  key=preview-$(place)
  for argument in --production --environment; do
    if given "$argument"; then refuse "$argument" "it deploys to the Environment $environment"; fi
  done
  if given --config; then
    refuse --config "when the request is closed, the Service has to be found without it; name it with --service"
  fi
  if given --no-activate; then refuse --no-activate "a preview that is not live shows nothing"; fi
  if [[ $(jq -r '.action // empty' "$GITHUB_EVENT_PATH") == closed ]]; then
    remove "$environment" "$key"
    return
  fi
  binary deploy "${arguments[@]}" --environment "$environment" --yes -o json >"$work/result.json" || code=$?
  if [[ $code != 0 ]]; then
    failure "The preview failed" >"$work/preview.md"
  else
    outputs
    jq -r "$plain"'(.domain_name | plain) as $domain | "### Preview of `" + (.service_name | plain) + "`\n\nhttps://" + $domain + " serves `" + (.build_sid | plain) + "`.\n\n"
      + ([.functions[] | select(.visibility != "private" and .action != "remove") | "- https://" + $domain + (.path | split("/") | map(@uri) | join("/"))
        + (if .visibility == "protected" then " (protected)" else "" end)] | join("\n"))
      + "\n\nThe Environment is deleted when the pull request is closed."' "$work/result.json" >"$work/preview.md"
  fi
  cat "$work/preview.md" >>"$GITHUB_STEP_SUMMARY"
  comment "$key" "$work/preview.md"
  return "$code"
}

# remove deletes the Environment of a preview. Its Builds, Functions and Assets belong to the Service and stay: prune deletes them.
remove() {
  local code=0 found=(-o json) i argument takes=
  # Of the arguments, those that say where: the rest is about what is deployed. A flag and its value may be two lines.
  for ((i = 1; i < ${#arguments[@]}; i++)); do
    argument=${arguments[i]}
    if [[ -n $takes ]]; then
      found+=("$takes=$argument")
      takes=
      continue
    fi
    case $argument in
      --service | --api-url | --upload-url) takes=$argument ;;
      --service=* | --api-url=* | --upload-url=* | --allow-http | --allow-http=*) found+=("$argument") ;;
    esac
  done
  if [[ -n $takes ]]; then refuse "$takes" "it has no value; write $takes=VALUE"; fi
  (cd "$INPUT_DIRECTORY" && binary list environments "${found[@]}") >"$work/result.json" || code=$?
  if [[ $code == 0 ]] && ! jq -e --arg suffix "$1" 'any(.items[]; .domain_suffix == $suffix)' "$work/result.json" >/dev/null; then
    echo "there is no Environment $1 to delete"
    return
  fi
  if [[ $code == 0 ]]; then
    (cd "$INPUT_DIRECTORY" && binary delete environment "$1" "${found[@]}" --yes) >"$work/result.json" || code=$?
  fi
  if [[ $code != 0 ]]; then
    failure "The preview could not be deleted" >"$work/preview.md"
  else
    printf '### The preview is deleted\n\nThe Environment `%s` is gone, since the pull request is closed.\n' "$1" >"$work/preview.md"
  fi
  cat "$work/preview.md" >>"$GITHUB_STEP_SUMMARY"
  comment "$2" "$work/preview.md"
  return "$code"
}

# failure shows the error that a verb has written as JSON.
failure() {
  printf '### %s\n\n' "$1"
  code "$(jq -r '.error.message + "\n" + (.error.suggestion // "")' "$work/result.json" 2>/dev/null || true)"
}

"$INPUT_COMMAND"
