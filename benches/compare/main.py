"""Measures what a call costs, beside other clients, and what a build costs, beside a program written by hand.

One server of canned answers runs in a process of its own; every client is a process that makes calls to it
and says how long they took. Clients take turns in each round, so that what the machine does beside it falls
on all of them. What was measured is kept in target/compare/results.json; the document is written from that.
"""

import argparse
import json
import signal
import sys

import calls
import consumer
import document
import machine
import peers
from processes import Failure, stop_all


def arguments():
    parser = argparse.ArgumentParser(
        prog="benches/compare/run",
        description="Measures this client beside others and writes docs/performance.md and .svg. "
        "Without --calls or --build it does both. It wants an otherwise idle machine.",
    )
    parser.add_argument("--calls", action="store_true", help="measure calls, memory and start-up")
    parser.add_argument("--build", action="store_true", help="measure the build of a program that uses a client")
    parser.add_argument("--rounds", type=int, metavar="N", help="turns of each client (7), and pairs of builds (3)")
    parser.add_argument(
        "--peers", metavar="NAMES", help=f"only these, by commas, of: {', '.join(peers.NAMES)}"
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="see that it works: ours and hand (or --peers), few calls, one round; prints the table and "
        "writes no document",
    )
    parser.add_argument("--note", default="", help="a sentence for the document, such as what ran beside it")
    chosen = parser.parse_args()
    if chosen.rounds is not None and chosen.rounds < 1:
        parser.error("--rounds: at least one")
    if not (chosen.calls or chosen.build):
        chosen.calls, chosen.build = True, not chosen.quick
    default = ["ours", "hand"] if chosen.quick else peers.NAMES
    chosen.peers = chosen.peers.split(",") if chosen.peers else default
    unknown = [name for name in chosen.peers if name not in peers.NAMES]
    if unknown:
        parser.error(f"--peers: nobody is called {unknown[0]}; there are {', '.join(peers.NAMES)}")
    if "hand" not in chosen.peers:
        parser.error("--peers: hand has to be among them: every ratio is to it")
    return chosen


def measure(chosen):
    kept = machine.WORK / "results.json"
    results = json.loads(kept.read_text()) if kept.exists() and not chosen.quick else {}
    if chosen.calls:
        ready = peers.prepare(chosen.peers)
        # What is said of the machine is how it was before it was busy with this.
        results["calls"] = {
            "state": machine.state(chosen.note, peers.versions(ready)),
            "peers": [peer.name for peer in ready],
            **calls.measure(ready, chosen.rounds or (1 if chosen.quick else 7), chosen.quick),
        }
    if chosen.build:
        state = machine.state(chosen.note, [machine.rust()])
        pairs = chosen.rounds or (1 if chosen.quick else 3)
        results["build"] = {"state": state, **consumer.measure(pairs)}
    if chosen.quick:
        print(document.text(results))
        return
    kept.write_text(json.dumps(results, indent=1))
    for path in document.write(results):
        print(f"wrote {path}")


def main():
    chosen = arguments()
    # An end by a signal tidies up like any other.
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, lambda number, _: sys.exit(128 + number))
    try:
        measure(chosen)
    except Failure as failure:
        sys.exit(f"compare: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        stop_all()


main()
