"""Processes that are started here, none of which outlives the measurement."""

import os
import subprocess
import tempfile
import threading
import time

# Nothing of the caller's account or network may play a part.
_FOREIGN = ("CLOUDFLARE_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")

_running = set()


class Failure(Exception):
    """What ends the measurement, told to who started it."""


def quiet_environment():
    """The environment without what would change a client's calls."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}


def start(command, **options):
    """Starts a process that `stop_all` knows."""
    try:
        # In a group of its own, so that its children end with it.
        process = subprocess.Popen([str(part) for part in command], start_new_session=True, **options)
    except OSError as error:
        raise Failure(f"{command[0]} doesn't start: {error}") from error
    _running.add(process)
    return process


def ended(process):
    """Waits for a process and forgets it."""
    process.wait()
    _running.discard(process)


def stop_all():
    """Ends what still runs."""
    for process in list(_running):
        try:
            os.killpg(process.pid, 9)
        except ProcessLookupError:
            pass
        ended(process)


def run(command, limit=3600, **options):
    """Runs a command to its end and gives what it printed; if it fails, all it said is the failure."""
    process = start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    try:
        out, err = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        raise Failure(f"{_told(command)}: not done after {limit} s") from None
    ended(process)
    if process.returncode:
        raise Failure(f"{_told(command)} failed:\n{err.strip() or out.strip()}")
    return out


class Usage:
    """What a process and its children took: seconds of wall, and of processor."""

    def __init__(self, wall, cpu):
        self.wall, self.cpu = wall, cpu


def used(command, log, **options):
    """Runs a command, with what it prints in `log`, and gives what it and its children took."""
    began = time.perf_counter()
    with open(log, "wb") as file:
        process = start(command, stdout=file, stderr=file, **options)
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    _running.discard(process)
    if process.returncode:
        raise Failure(f"{_told(command)} failed:\n{log.read_text(errors='replace').strip()}")
    return Usage(wall, usage.ru_utime + usage.ru_stime)


class Told:
    """What a measured client said (how many came, in how many seconds), and what was seen of its process
    (seconds until it was done, and the peak of its memory in KiB)."""

    def __init__(self, came, seconds, ready, peak):
        self.came, self.seconds, self.ready, self.peak = came, seconds, ready, peak


def client(command, limit=600):
    """Runs a measured client: it prints a line, and waits until its standard input ends."""
    # A file, since a pipe that nobody reads would stop a client that complains a lot.
    with tempfile.TemporaryFile() as complaints:
        began = time.perf_counter()
        process = start(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, env=quiet_environment()
        )
        late = threading.Timer(limit, process.kill)
        late.start()
        try:
            line = process.stdout.readline().decode().split()
            ready = time.perf_counter() - began
            peak = _peak(process.pid)
            process.communicate()
        finally:
            late.cancel()
        ended(process)
        complaints.seek(0)
        err = complaints.read().decode(errors="replace").strip()
    if len(line) != 2 or process.returncode:
        raise Failure(f"{_told(command)} failed:\n{err or 'it said nothing, or not in time'}")
    return Told(int(line[0]), float(line[1]), ready, peak)


def _peak(pid):
    """The peak of a process's memory in KiB, where the system tells. What `wait4` says won't do: it counts
    the memory of the process that this one was forked from."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("VmHWM:")), None)
    except OSError:
        return None


def _told(command):
    return " ".join(os.path.basename(str(part)) if "/" in str(part) else str(part) for part in command)
