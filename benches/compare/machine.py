"""Where everything is, and on what it is measured."""

import datetime
import os
import pathlib
import platform
import subprocess

from processes import Failure, run

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
# What is installed, generated and built for a measurement, and what it gave. None of it is committed.
WORK = TARGET / "compare"


def version(command):
    """The first line that a program says of its version."""
    return run(command).splitlines()[0].strip()


def rust():
    """The compiler's version."""
    return version(["rustc", "--version"]).split(" (")[0]


def need(program, why):
    """Fails unless a program is there."""
    try:
        subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise Failure(f"needs {program}: {why}") from None


def state(note, versions):
    """What a reader of figures wants to know of the machine and the day."""
    commit = run(["git", "-C", ROOT, "rev-parse", "--short=12", "HEAD"]).strip()
    # What is measured isn't what is committed, and the document says so; what this writes itself doesn't count.
    changed = run(["git", "-C", ROOT, "status", "--porcelain", "--", ":!docs/performance.*"]).strip()
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "commit": commit + (" and changes on top" if changed else ""),
        "processor": f"{os.cpu_count()} cores of {_processor()}",
        "system": f"{platform.system()} {platform.release().split('-')[0]} ({platform.machine()})",
        "load": os.getloadavg()[0],
        "versions": versions,
        "note": note,
    }


def _processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "an unknown processor"
