#!/bin/sh
# Sends each of the client's operations once to Prism, an HTTP server that holds every request to a
# document: to the fragments that the client is generated from, and to the newest specification that
# was published. Skips the second, and says so, where it isn't beside the repository.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
newest=$here/../../shared/specs/current/mtls-family-2026-10-03.json
work=$here/.work/prism
version=5.14.2
server=

trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true' EXIT

mkdir -p "$work"
# Installs again when the pinned version changed.
if [ "$(cat "$work/pin" 2>/dev/null)" != "$version" ]; then
    rm -rf "$work/node_modules" "$work/package.json" "$work/package-lock.json" "$work/pin"
    npm --prefix "$work" install --no-audit --no-fund --save-exact "@stoplight/prism-cli@$version" >"$work/npm.log" 2>&1 || {
        cat "$work/npm.log" >&2
        exit 1
    }
    printf '%s\n' "$version" >"$work/pin"
fi
(cd "$here/.." && cargo build --quiet --package cloudflare-mtls --example every_operation)

# serve DOCUMENT: starts Prism and sets base_url.
serve() {
    # Prism can't choose a port itself, so the system is asked for a free one.
    port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    base_url=http://127.0.0.1:$port
    "$work/node_modules/.bin/prism" mock --errors --host 127.0.0.1 --port "$port" "$1" >"$work/prism.log" 2>&1 &
    server=$!
    tries=0
    until grep -q "Prism is listening" "$work/prism.log"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then
            cat "$work/prism.log" >&2
            echo "prism: the server doesn't start" >&2
            exit 1
        fi
        sleep 0.1
    done
}

# check NAME SOURCE: holds the client's operations to a document.
check() {
    document=$work/$(basename "$2" .json).json
    (cd "$work" && node "$here/prism_document.mjs" "$2" "$document")
    serve "$document"
    # What documents name for each operation. They are their own examples.
    if (cd "$here/.." && env -u CLOUDFLARE_API_TOKEN CLOUDFLARE_BASE_URL="$base_url" \
        CLOUDFLARE_EMAIL=user@example.com CLOUDFLARE_API_KEY=144c9defac04969c7bfad8efaa8ea194 \
        cargo run --quiet --package cloudflare-mtls --example every_operation) >"$work/operations.log" 2>&1; then
        echo "prism: $1: $(grep -c '^ok' "$work/operations.log") operations accepted"
    else
        cat "$work/operations.log" >&2
        echo "prism: $1: an operation was refused" >&2
        exit 1
    fi
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=
}

check "the fragments" "$here/../openapi"
if [ -f "$newest" ]; then
    check "the newest specification" "$newest"
else
    echo "prism: the newest specification: SKIPPED: it isn't here"
fi
