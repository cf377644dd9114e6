"""The clients that are compared: how each is had, and how it is started.

Tools and packages are installed at the versions that are pinned here and in conformance/. What the other
generators make of our document is made anew for each measurement, in the target folder.
"""

import shutil
import sys

from machine import HERE, ROOT, TARGET, WORK, need, rust, version
from processes import quiet_environment, run

PROGENITOR = ("cargo-progenitor", "0.15.1")
OPENAPI_TO_RUST = ("openapi-to-rust", "0.23.0")

# How many calls take a second or two, so that no clock is too coarse and nobody waits for long.
_FAST = {"get": 20_000, "flight": 40_000, "page": 500, "items": 1_000}
_NODE = {"get": 5_000, "flight": 10_000, "page": 200, "items": 1_000}
_PYTHON = {"get": 1_000, "flight": 1_000, "page": 20, "items": 100}


class Peer:
    """A client under measurement."""

    def __init__(self, name, title, command, counts, cannot=(), notes=(), versions=()):
        self.name, self.title, self.command, self.counts = name, title, command, counts
        self.cannot, self.notes, self.versions = cannot, notes, versions


def _ours():
    return Peer("ours", "this crate", [TARGET / "release/ours"], _FAST, notes=("ahead",))


def _hand():
    return Peer("hand", "by hand", [TARGET / "release/hand"], _FAST)


def _progenitor():
    folder = _package("progenitor")
    command = [_tool(PROGENITOR), "progenitor", "--input", _plain(), "--output", folder / "generated"]
    run([*command, "--name", "generated-by-progenitor", "--version", "0.0.0"])
    return _built(folder, "progenitor", PROGENITOR[1])


def _openapi_to_rust():
    folder = _package("openapi_to_rust")
    run([_tool(OPENAPI_TO_RUST), "generate", _plain(), "--output-dir", folder / "src/generated"], cwd=folder)
    # It says which crates its output needs; they are added to those of the program around it.
    needed = (folder / "src/generated/REQUIRED_DEPS.toml").read_text()
    with open(folder / "Cargo.toml", "a", encoding="utf-8") as manifest:
        manifest.write(needed.split("[dependencies]", 1)[1])
    return _built(folder, "openapi-to-rust", OPENAPI_TO_RUST[1])


def _typescript():
    need("node", "the TypeScript SDK runs on it (20 or newer); or leave it out with --peers")
    need("npm", "it installs the TypeScript SDK; or leave that out with --peers")
    folder = _sdks() / "node"
    # Node looks for packages beside the script.
    shutil.copy(HERE / "peers/typescript_sdk.mjs", folder)
    sdk = version(["node", "-p", f"require({str(folder / 'node_modules/cloudflare/package.json')!r}).version"])
    command = ["node", folder / "typescript_sdk.mjs"]
    versions = [f"the TypeScript SDK {sdk} on Node.js {version(['node', '--version']).lstrip('v')}"]
    return Peer("typescript", "TypeScript SDK", command, _NODE, ("ahead",), ("last",), versions)


def _python():
    python = _sdks() / "python/bin/python"
    sdk = version([python, "-c", "import cloudflare; print(cloudflare.__version__)"])
    command = [python, HERE / "peers/python_sdk.py"]
    versions = [f"the Python SDK {sdk} on {version([python, '--version'])}"]
    return Peer("python", "Python SDK", command, _PYTHON, ("ahead",), ("last", "fewer"), versions)


_PEERS = {
    "ours": _ours,
    "hand": _hand,
    "progenitor": _progenitor,
    "openapi-to-rust": _openapi_to_rust,
    "typescript": _typescript,
    "python": _python,
}
NAMES = list(_PEERS)


def prepare(names):
    """Installs, generates and builds what the named clients need."""
    need("cargo", "it builds the clients")
    WORK.mkdir(parents=True, exist_ok=True)
    _say("building this crate's client and the one by hand")
    run(["cargo", "build", "--quiet", "--release", "--package", "benches"], cwd=ROOT)
    peers = []
    for name in NAMES:
        if name in names:
            _say(f"making ready: {name}")
            peers.append(_PEERS[name]())
    return peers


def versions(peers):
    """What was used, for the document."""
    return [rust()] + [text for peer in peers for text in peer.versions]


def _say(text):
    print(text, file=sys.stderr, flush=True)


def _tool(tool):
    """A generator, installed at the pinned version."""
    name, pinned = tool
    folder = WORK / "tools"
    if f" {pinned}" not in _installed(folder, name):
        _say(f"installing {name} {pinned}; this takes minutes the first time")
        # Unoptimized: they run once, and nothing of them is measured.
        command = ["cargo", "install", "--debug", "--quiet", "--locked", "--root", folder]
        run([*command, "--version", pinned, name], limit=7200)
    return folder / "bin" / name


def _installed(folder, name):
    """The line of cargo's list that says a tool is there."""
    if not folder.exists():
        return ""
    lines = run(["cargo", "install", "--list", "--root", folder]).splitlines()
    return next((line.replace(" v", " ") for line in lines if line.startswith(f"{name} v")), "")


def _plain():
    """Our own description of the API as a document that other generators read."""
    path = WORK / "plain.json"
    command = ["cargo", "codegen", "plain", "--openapi", "openapi", "--envelopes", "--force", "--out", path]
    run(command, cwd=ROOT)
    return path


def _package(name):
    """A package round what a generator will write, outside this workspace."""
    folder = WORK / "peers" / name
    for old in ("generated", "src"):
        shutil.rmtree(folder / old, ignore_errors=True)
    (folder / "src").mkdir(parents=True)
    # The same versions of what they share with this crate.
    shutil.copy(ROOT / "Cargo.lock", folder)
    shutil.copy(HERE / f"peers/{name}.toml", folder / "Cargo.toml")
    shutil.copy(HERE / f"peers/{name}.rs", folder / "src/main.rs")
    shutil.copy(ROOT / "benches/src/peer.rs", folder / "src")
    return folder


def _built(folder, title, pinned):
    """The peer that the package in a folder is; its program is called as the package."""
    run(["cargo", "build", "--quiet", "--release", "--target-dir", TARGET], cwd=folder)
    program = TARGET / "release" / f"peer-{title}"
    return Peer(title, title, [program], _FAST, ("ahead",), ("pages",), [f"{title} {pinned}"])


def _sdks():
    """The official SDKs, as the conformance tests install them."""
    run([ROOT / "conformance/run.sh", "--install"], env=quiet_environment())
    return ROOT / "conformance/.work"
