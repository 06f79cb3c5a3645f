#!/usr/bin/env bash
# Writes a comment on the pull request of the event, or changes the one that it wrote before: comment.sh KEY FILE
set -euo pipefail
key=$1 file=$2
marker="<!-- twilio-serverless plan $key -->"
number=$(jq -r '.pull_request.number // empty' "$GITHUB_EVENT_PATH")
if [[ -z $number ]]; then
  echo "::warning::the event has no pull request to comment on"
  exit 0
fi
comments="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues"
limit=60000 # of the 65,536 characters that a comment may have

# The token goes by a file, since the arguments of a process can be seen by others.
call() {
  curl --silent --show-error --fail --retry 3 --max-time 30 -H @<(printf 'Authorization: Bearer %s\n' "$INPUT_TOKEN") \
    -H 'Accept: application/vnd.github+json' -H 'X-GitHub-Api-Version: 2022-11-28' "$@"
}

body() {
  {
    echo "$marker"
    head -c "$limit" "$file" | iconv -c -f UTF-8 -t UTF-8
    if (($(wc -c <"$file") > limit)); then printf '\n\n… the rest is in the summary of the run.\n'; fi
  } | jq -Rs '{body: .}'
}

find_comment() {
  local page id
  for ((page = 1; page <= 30; page++)); do
    call "$comments/$number/comments?per_page=100&page=$page" >"$work/page.json" || return 1
    # A comment with our mark that another person wrote is not taken for ours: that person could change it later.
    id=$(jq -r --arg marker "$marker" --arg me "$me" 'map(select((.body | startswith($marker))
      and (.user.type != "User" or .user.login == $me)))[0].id // empty' "$work/page.json")
    if [[ -n $id ]]; then
      echo "$id"
      return
    fi
    if (($(jq length "$work/page.json") < 100)); then return; fi
  done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
body >"$work/body.json"
# Who writes: the token of a workflow is a bot and may not ask.
me=$(call "$GITHUB_API_URL/user" 2>/dev/null | jq -r '.login // empty' 2>/dev/null) || me=
if ! id=$(find_comment); then
  echo "::warning::the comments of the pull request cannot be read; the result is in the summary of the run"
  exit 0
fi
if [[ -n $id ]] && call -X PATCH "$comments/comments/$id" --data-binary @"$work/body.json" >/dev/null; then
  exit 0 # else it is somebody else's, with our mark in it
fi
if ! call -X POST "$comments/$number/comments" --data-binary @"$work/body.json" >/dev/null; then
  # A token of a pull request from a fork may not write.
  echo "::warning::the comment cannot be written: does the job have the permission pull-requests: write? The result is in the summary of the run"
fi
