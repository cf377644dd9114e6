"""The rounds: each client makes the same calls in turn."""

import statistics
import subprocess
import sys

from machine import TARGET
from processes import Failure, client, start

PAGE = 1000
# How many pages the short list of the memory's figure has: 10,000 items.
SHORT = 10
# What is measured: its name, what the clients call it, and what it counts.
FIGURES = [
    ("GET, one after the other", "get", "calls"),
    ("GET, 64 in flight", "flight", "calls"),
    ("a page of 1,000", "page", "pages"),
    ("1,000,000 items over pages of 1,000", "items", "items"),
    ("the same, the next page read ahead", "ahead", "items"),
]
MEMORY = [("peak memory, 10,000 items", "short"), ("peak memory, 1,000,000 items", "long")]
START = "start-up to the first certificate"


def measure(peers, rounds, quick):
    """Figures of each peer, by round: how many a second, and KiB, and seconds of start-up."""
    rates = {what: {peer.name: [] for peer in peers} for _, what, _ in FIGURES}
    peaks = {what: {peer.name: [] for peer in peers} for _, what in MEMORY}
    starts = {peer.name: [] for peer in peers}
    with _Server() as address:
        _warm(address, peers, quick)
        for number in range(rounds):
            # Every other round goes the other way, so that none always follows the same one.
            order = peers if number % 2 == 0 else peers[::-1]
            for _, what, _ in FIGURES:
                print(f"round {number + 1} of {rounds}: {what}", file=sys.stderr, flush=True)
                for peer in order:
                    if what in peer.cannot:
                        continue
                    told = _told(peer, address, what, _count(peer, what, quick))
                    rates[what][peer.name].append(_done(what, told, _count(peer, what, quick)) / told.seconds)
                    if what == "items" and told.peak:
                        peaks["long"][peer.name].append(told.peak)
            print(f"round {number + 1} of {rounds}: short lists and start-up", file=sys.stderr, flush=True)
            for peer in order:
                peak = _told(peer, address, "items", SHORT).peak
                if peak:
                    peaks["short"][peer.name].append(peak)
                starts[peer.name].append(_told(peer, address, "get", 0).ready)
    counts = {peer.name: {what: _count(peer, what, quick) for _, what, _ in FIGURES} for peer in peers}
    notes = {peer.name: peer.notes for peer in peers}
    return {"rounds": rounds, "notes": notes, "rates": rates, "peaks": peaks, "starts": starts, "counts": counts}


def _count(peer, what, quick):
    what = "items" if what == "ahead" else what
    return max(1, peer.counts[what] // 100) if quick else peer.counts[what]


def _told(peer, address, what, count):
    try:
        told = client([*peer.command, address, what, str(count)])
    except Failure as failure:
        raise Failure(f"{peer.title}, {what}: {failure}") from None
    expected = count if what in ("get", "flight") else count * PAGE
    if told.came != expected:
        raise Failure(f"{peer.title}, {what}: {told.came} came in place of {expected}")
    return told


def _done(what, told, count):
    return told.came if what in ("items", "ahead") else count


def _warm(address, peers, quick):
    """The server makes each answer once, which counts for nobody; and no program is read from the disk."""
    for count in {_count(peer, "items", quick) for peer in peers}:
        hand = next(peer for peer in peers if peer.name == "hand")
        _told(hand, address, "items", count)
    for peer in peers:
        _told(peer, address, "items", SHORT)


def ratios(results, what, name):
    """Of each round, how much faster than the program written by hand."""
    beside = results["rates"]["items" if what == "ahead" else what]["hand"]
    return [one / other for one, other in zip(results["rates"][what][name], beside)]


def spread(figures):
    """Half the distance between the quartiles, as a part of the median."""
    if len(figures) < 2:
        return None
    lower, _, upper = statistics.quantiles(figures, n=4, method="inclusive")
    return (upper - lower) / 2 / statistics.median(figures)


class _Server:
    """The canned answers. The server ends with its standard input, so also when this program is killed."""

    def __enter__(self):
        command = [TARGET / "release" / "canned", str(PAGE)]
        self.process = start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        address = self.process.stdout.readline().decode().strip()
        if not address:
            raise Failure("the server of canned answers doesn't start")
        return address

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()
