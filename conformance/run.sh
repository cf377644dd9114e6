#!/bin/sh
# Checks the emulator with Cloudflare's official SDKs. See README.md. `run.sh --install` installs them,
# for whoever needs nothing else of it.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
work=$here/.work
python=$work/python/bin/python
started=

stop() {
    for id in $started; do
        kill "$id" 2>/dev/null || true
    done
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# quietly LOG COMMAND…: shows what it printed if it fails.
quietly() {
    log=$work/$1.log
    shift
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        echo "conformance: failed: $*" >&2
        exit 1
    fi
}

# Installs again when a pinned version changed.
install() {
    pins=$(cat "$here/requirements.txt" "$here/package.json")
    if [ -f "$work/pins" ] && [ "$(cat "$work/pins")" = "$pins" ]; then
        return
    fi
    rm -rf "$work/python" "$work/node" "$work/pins"
    quietly venv python3 -m venv "$work/python"
    quietly pip "$python" -m pip install --disable-pip-version-check --requirement "$here/requirements.txt"
    mkdir -p "$work/node"
    cp "$here/package.json" "$work/node/"
    quietly npm npm --prefix "$work/node" install --no-package-lock --no-audit --no-fund
    printf '%s\n' "$pins" >"$work/pins"
}

# emulate NAME: starts an emulator and sets base_url.
emulate() {
    lines=$work/$1.emulator
    : >"$lines"
    "$emulator" --port 0 --clock stepped --seed 1 --token conformance \
        --token reader=read >"$lines" 2>"$lines.err" &
    started="$started $!"
    tries=0
    until base_url=$(sed -n '1s/^listening on //p' "$lines") && [ -n "$base_url" ]; do
        tries=$((tries + 1))
        if [ "$tries" -gt 100 ] || ! kill -0 "${started##* }" 2>/dev/null; then
            cat "$lines.err" >&2
            echo "conformance: the emulator doesn't start" >&2
            exit 1
        fi
        sleep 0.1
    done
}

# check NAME COMMAND…: runs a client against an emulator of its own.
check() {
    name=$1
    shift
    emulate "$name"
    if CLOUDFLARE_BASE_URL=$base_url CERTIFICATES=$work/certificates.json "$@" >"$work/$name.log" 2>&1; then
        tail -n 1 "$work/$name.log"
    else
        cat "$work/$name.log" >&2
        echo "conformance: $name disagrees with the emulator" >&2
        failed=1
    fi
}

mkdir -p "$work"
install
[ "${1-}" != --install ] || exit 0
if [ -z "${EMULATOR:-}" ]; then
    manifest=$here/../Cargo.toml
    quietly cargo cargo build --quiet --manifest-path "$manifest" --package cloudflare-mtls-emulator
    target=$(cargo metadata --no-deps --format-version 1 --manifest-path "$manifest" |
        "$python" -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
    EMULATOR=$target/debug/cloudflare-mtls-emulator
fi
emulator=$EMULATOR
quietly certificates "$python" "$here/make_certificates.py" "$work/certificates.json"

failed=0
# Nothing of the caller's own account may play a part.
unset CLOUDFLARE_API_TOKEN CLOUDFLARE_API_KEY CLOUDFLARE_EMAIL CLOUDFLARE_API_USER_SERVICE_KEY
check python "$python" "$here/python_sdk.py"
# Node looks for packages beside the script.
cp "$here/typescript_sdk.mjs" "$work/node/"
check typescript node "$work/node/typescript_sdk.mjs"
exit "$failed"
