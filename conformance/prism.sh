#!/bin/sh
# Sends each of the client's operations once to Prism, an HTTP server that holds every request to
# the published specification. Skips, and says so, where that isn't beside the repository.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
specification=$here/../../shared/specs/slices/mtls-2024-08-06.json
work=$here/.work/prism
version=5.14.2

if [ ! -f "$specification" ]; then
    echo "prism: SKIPPED: the published specification isn't here"
    exit 0
fi
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

# Prism can't choose a port itself, so the system is asked for a free one.
port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
"$work/node_modules/.bin/prism" mock --errors --host 127.0.0.1 --port "$port" "$specification" >"$work/prism.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
tries=0
until grep -q "Prism is listening" "$work/prism.log"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$work/prism.log" >&2
        echo "prism: the server doesn't start" >&2
        exit 1
    fi
    sleep 0.1
done

# The specification names these credentials for each operation. They are the documents' own.
if (cd "$here/.." && env -u CLOUDFLARE_API_TOKEN CLOUDFLARE_BASE_URL="http://127.0.0.1:$port" \
    CLOUDFLARE_EMAIL=user@example.com CLOUDFLARE_API_KEY=144c9defac04969c7bfad8efaa8ea194 \
    cargo run --quiet --package cloudflare-mtls --example every_operation) >"$work/operations.log" 2>&1; then
    echo "prism: $(grep -c '^ok' "$work/operations.log") operations accepted"
else
    cat "$work/operations.log" >&2
    echo "prism: an operation was refused" >&2
    exit 1
fi
