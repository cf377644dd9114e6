"""What it costs to build a program that uses the client, beside the same program written by hand.

Both are built from nothing, in pairs, with the versions of this repository's lockfile. Processor time is
what is compared: it says what a build costs also when the machine does something else.

The client comes from a path here and from a registry at its users, where nothing is compiled incrementally;
so nothing is here.
"""

import os
import re
import shutil
import statistics
import sys

from machine import HERE, ROOT, WORK, need
from processes import quiet_environment, run, used

NAMES = ["ours", "hand"]


def measure(pairs):
    """Seconds of each build by pair, and what came out."""
    need("cargo", "it builds the programs that are compared")
    folders = {name: _folder(name) for name in NAMES}
    results = {name: {"debug": [], "check": [], "release": []} for name in NAMES}
    for number in range(pairs):
        for kind in ("debug", "check", "release"):
            # A release build takes long, and is there for its size above all.
            if kind == "release" and number:
                continue
            for name in NAMES if number % 2 == 0 else NAMES[::-1]:
                print(f"pair {number + 1} of {pairs}: {kind} build, {name}", file=sys.stderr, flush=True)
                usage, crates = _build(folders[name], kind)
                results[name][kind].append({"wall": usage.wall, "cpu": usage.cpu})
                results[name]["crates"] = crates
                if kind == "release":
                    results[name]["size"] = (folders[name] / "target/release/consumer").stat().st_size
    return {"pairs": pairs, **results}


def median(results, name, kind, what):
    """The median of one program's builds."""
    return statistics.median(build[what] for build in results[name][kind])


def _folder(name):
    """A package outside this workspace, as a user would have it."""
    folder = WORK / "consumers" / name
    (folder / "src").mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "consumers" / f"{name}.rs", folder / "src/main.rs")
    manifest = (HERE / "consumers" / f"{name}.toml").read_text()
    (folder / "Cargo.toml").write_text(manifest.replace("{root}", ROOT.as_posix()))
    # The versions that are tested here; cargo drops from it what the program doesn't need.
    shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")
    run(["cargo", "fetch", "--quiet"], cwd=folder)
    return folder


def _build(folder, kind):
    target = folder / "target"
    shutil.rmtree(target, ignore_errors=True)
    environment = quiet_environment() | {"CARGO_TARGET_DIR": str(target), "CARGO_TERM_COLOR": "never"}
    for name in list(environment):
        # What a user gets, whatever is set for this machine.
        if re.fullmatch(r"CARGO_(PROFILE_.*|INCREMENTAL|BUILD_.*)|RUSTFLAGS|RUSTC_.*WRAPPER", name):
            del environment[name]
    environment |= {
        "CARGO_PROFILE_DEV_DEBUG": "true",
        "CARGO_BUILD_RUSTC_WRAPPER": "",
        # A package from a registry is never compiled this way; one from a path would be.
        "CARGO_INCREMENTAL": "0",
    }
    command = {"debug": ["build"], "check": ["check"], "release": ["build", "--release"]}[kind]
    log = folder / f"{kind}.log"
    usage = used(["cargo", *command, "--offline"], log, cwd=folder, env=environment)
    crates = len(re.findall(r"^ *(?:Compiling|Checking) ", log.read_text(), re.MULTILINE))
    if kind != "release":
        os.remove(log)
    return usage, crates
