#!/usr/bin/env bash
# Finds the binary for run.sh and says where it is, as the output binary: the one that was given, else that of the release whose
# digests this commit holds, in the file binaries. Where there is none, the output build is true and the action builds it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
releases=${RELEASES_URL:-https://github.com/twilio-serverless/twilio-serverless-go/releases/download}
name=twilio-serverless

output() { echo "$1=$2" >>"$GITHUB_OUTPUT"; }

build() {
  echo "$1: it is built from this commit"
  output binary "$RUNNER_TEMP/$name/$name"
  output build true
  exit 0
}

if [[ -n ${INPUT_BINARY:-} ]]; then
  if [[ $INPUT_BINARY == *[[:cntrl:]]* ]]; then
    echo "::error::binary: it has a line break or another control character"
    exit 2
  fi
  if [[ $(type -t -- "$INPUT_BINARY" || true) != file || -d $INPUT_BINARY ]]; then
    echo "::error::binary: ${INPUT_BINARY//'%'/%25} is no program, in this directory or on PATH"
    exit 2
  fi
  output binary "$INPUT_BINARY"
  exit 0
fi
case "${RUNNER_OS:-}" in Linux) os=linux ;; macOS) os=darwin ;; Windows) os=windows ;; *) build "no release is for ${RUNNER_OS:-this system}" ;; esac
case "${RUNNER_ARCH:-}" in X64) arch=amd64 ;; ARM64) arch=arm64 ;; *) build "no release is for ${RUNNER_ARCH:-this processor}" ;; esac
pins=${PINS:-$here/binaries}
[[ -f $pins ]] || build "this commit is no release"
version=$(head -n 1 "$pins")
digest=$(awk -v platform="$os/$arch" '$2 == platform { print $1 }' "$pins")
[[ $version =~ ^v[0-9A-Za-z.-]+$ && $digest =~ ^[0-9a-f]{64}$ ]] || build "$pins has no digest for $os/$arch"

file=${name}_${version#v}_${os}_$arch
dir=$RUNNER_TEMP/$name
mkdir -p "$dir"
if [[ $os == windows ]]; then file+=.zip program=$name.exe; else file+=.tar.gz program=$name; fi
if ! curl --silent --show-error --fail --location --retry 3 --max-time 120 -o "$dir/$file" "$releases/$version/$file"; then
  build "::warning::$version cannot be downloaded"
fi
# Only the binary is taken out of the archive, and only its bytes decide.
if [[ $os == windows ]]; then
  unzip -p "$dir/$file" "$program" >"$dir/$program"
else
  tar -xzOf "$dir/$file" "$program" >"$dir/$program"
fi
found=$(sha256sum "$dir/$program" 2>/dev/null || shasum -a 256 "$dir/$program")
if [[ ${found%% *} != "$digest" ]]; then
  rm -f "$dir/$program"
  echo "::error::$releases/$version/$file holds a binary with the digest ${found%% *}, and $version has $digest: it is not run"
  exit 1
fi
chmod +x "$dir/$program"
echo "$version, as this commit knows it"
output binary "$dir/$program"
