"""The document that is written from the figures: docs/performance.md, with a plot beside it."""

import statistics
import textwrap

import calls
import consumer
import plot
from machine import ROOT

TITLES = {
    "ours": "this crate",
    "hand": "by hand",
    "progenitor": "progenitor",
    "openapi-to-rust": "openapi-to-rust",
    "typescript": "TypeScript SDK",
    "python": "Python SDK",
}

_HEAD = """# Performance

<!-- Written by benches/compare/run; changes are lost. -->

What a call costs with this crate, and with what one would use in its place: reqwest and serde by hand
(`benches/src/hand.rs`), the output of two other generators for the same operations, and the official SDKs
for TypeScript and Python. All of them ask the same server, which answers from memory in a process of its
own, on one machine, over HTTP without TLS.

    benches/compare/run

installs what it needs, measures, and writes this page. Each client is a process of its own, on one thread;
they take turns in each round, and every other round the other way about.
"""

_CALLS = """## Calls

A cell has the median of the rounds, and in brackets how many times as fast as by hand: the median of each
round's ratio, so more than 1 is faster. ± is half the distance between the quartiles of that ratio.
"""

_NOTES = {
    "ahead": "Neither {who} nor the program by hand reads ahead by itself: whoever calls it asks for two pages at "
    "a time, once it is known how many there are. The ratios of that row are to the plain loop by hand.",
    "pages": "{who} doesn't page: the loop over pages is its user's, as it is by hand.",
    "last": "{who} asks for one more page, which is empty, since it doesn't look at the number of pages.",
    "fewer": "{who} walks {fewer} items where others walk 1,000,000.",
}


def write(results):
    """Writes the document and its plot, and gives their paths."""
    folder = ROOT / "docs"
    folder.mkdir(exist_ok=True)
    page, picture = folder / "performance.md", folder / "performance.svg"
    page.write_text(text(results, picture.name))
    written = [page]
    if "calls" in results:
        picture.write_text(plot.svg(_bars(results["calls"])))
        written.append(picture)
    written.append(readme(results))
    return written


def readme(results):
    """Writes the figures into README.md, between two marks, and gives its path."""
    path = ROOT / "README.md"
    begin, end = "<!-- figures: written by benches/compare/run -->\n", "<!-- end of figures -->"
    before, rest = path.read_text().split(begin)
    path.write_text(before + begin + _sentences(results) + end + rest.split(end)[1])
    return path


def _sentences(results):
    told = []
    if "calls" in results:
        figures = results["calls"]
        speed = {
            what: statistics.median(calls.ratios(figures, what, "ours"))
            for what in ("get", "flight", "items", "ahead")
            if figures["rates"][what]["ours"]
        }
        long = _memory(figures, "long", "ours")
        told.append(
            f"Beside reqwest and serde by hand ({figures['state']['date']}), this crate makes {speed['get']:.2f} times as many "
            f"calls one after the other and {speed['flight']:.2f} times as many with 64 in flight, and gives {speed['items']:.2f} "
            f"times as many items of a list of a million a second ({speed['ahead']:.2f} with a page ahead), in {long} of memory."
        )
    if "build" in results:
        pairs = zip(results["build"]["ours"]["debug"], results["build"]["hand"]["debug"])
        ratio = statistics.median(ours["cpu"] / hand["cpu"] for ours, hand in pairs)
        crates = [results["build"][name]["crates"] for name in consumer.NAMES]
        told.append(
            f"A program's clean debug build takes {ratio:.2f} times as long as by hand, for {crates[0]} crates in the place "
            f"of {crates[1]}."
        )
    return "\n".join(textwrap.fill(sentence, 100) + "\n" for sentence in told)


def text(results, picture=None):
    """The document."""
    parts = [_HEAD]
    if "calls" in results:
        parts.append(_calls(results["calls"], picture))
    if "build" in results:
        parts.append(_build(results["build"]))
    return "\n".join(parts)


def _calls(figures, picture):
    peers = figures["peers"]
    rows = [["", *(TITLES[name] for name in peers)]]
    for title, what, unit in calls.FIGURES:
        cells = [_rate(figures, what, name, unit) for name in peers]
        if any(cells):
            rows.append([title, *(cell or "—" for cell in cells)])
    for title, what in calls.MEMORY:
        rows.append([title, *(_memory(figures, what, name) for name in peers)])
    rows.append([calls.START, *(f"{statistics.median(figures['starts'][name]) * 1000:,.0f} ms" for name in peers)])
    lines = [_CALLS, _table(rows), ""]
    lines += [f"- {note}" for note in _notes(figures)]
    if picture:
        lines += ["", f"![How fast each client is, as a part of the speed by hand]({picture})"]
    return "\n".join([*lines, "", _state(figures["state"], f"{figures['rounds']} rounds")])


def _rate(figures, what, name, unit):
    rates = figures["rates"][what][name]
    if not rates:
        return None
    told = f"{statistics.median(rates):,.0f} {unit}/s"
    if name == "hand" and what != "ahead":
        return told
    ratios = calls.ratios(figures, what, name)
    spread = calls.spread(ratios)
    exact = f"{statistics.median(ratios):.2f}" if statistics.median(ratios) >= 0.1 else f"{statistics.median(ratios):.3f}"
    return f"{told} (**{exact}**{'' if spread is None else f' ±{spread:.0%}'})"


def _memory(figures, what, name):
    peaks = figures["peaks"][what][name]
    return f"{statistics.median(peaks) / 1024:,.1f} MiB" if peaks else "not known here"


def _notes(figures):
    """What the table's reader has to know of single clients."""
    for kind, note in _NOTES.items():
        concerned = [name for name in figures["peers"] if kind in figures["notes"].get(name, ())]
        for name in concerned:
            fewer = f"{figures['counts'][name]['items'] * calls.PAGE:,}"
            yield note.format(who=TITLES[name], fewer=fewer)


def _bars(figures):
    """What the plot shows: for each figure, its name and the clients' ratios."""
    for title, what, _ in calls.FIGURES:
        bars = [
            (TITLES[name], statistics.median(calls.ratios(figures, what, name)))
            for name in figures["peers"]
            if name != "hand" and figures["rates"][what][name]
        ]
        if bars:
            yield title, bars


_BUILD = """## Building a program

A program that lists certificates, with this crate's default features and by hand (reqwest with rustls, serde,
tokio; `benches/compare/consumers/`), built from nothing. Seconds are of processor time, of the compiler, the
linker and cargo together, with the median of each pair's ratio, and in brackets those of the clock on the wall.
"""


def _build(figures):
    rows = [["", "this crate", "by hand", "ratio"]]
    for title, kind in [("debug build", "debug"), ("`cargo check`", "check"), ("release build", "release")]:
        pairs = list(zip(figures["ours"][kind], figures["hand"][kind]))
        ratio = statistics.median(ours["cpu"] / hand["cpu"] for ours, hand in pairs)
        cells = [
            f"{consumer.median(figures, name, kind, 'cpu'):.1f} s ({consumer.median(figures, name, kind, 'wall'):.1f} s)"
            for name in consumer.NAMES
        ]
        spread = calls.spread([ours["cpu"] / hand["cpu"] for ours, hand in pairs])
        rows.append([title, *cells, f"**{ratio:.2f}**{'' if spread is None else f' ±{spread:.0%}'}"])
    ours, hand = figures["ours"], figures["hand"]
    rows.append(["crates compiled", str(ours["crates"]), str(hand["crates"]), f"{ours['crates'] / hand['crates']:.2f}"])
    sizes = [f"{figures[name]['size'] / 2**20:.1f} MiB" for name in consumer.NAMES]
    rows.append(["the release program", *sizes, f"{ours['size'] / hand['size']:.2f}"])
    return "\n".join([_BUILD, _table(rows), "", _state(figures["state"], f"{figures['pairs']} pairs")])


def _table(rows):
    head, *rest = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([head, "|---" * len(rows[0]) + "|", *rest])


def _state(state, how_often):
    versions = "; ".join(state["versions"])
    lines = [
        f"{state['date']}, commit {state['commit']}, {how_often}, on {state['processor']}, {state['system']}; "
        f"the load before was {state['load']:.1f}. {versions}."
    ]
    if state["note"]:
        lines.append(state["note"])
    return "\n".join(lines) + "\n"
