"""Looks at the links in the documentation that rustdoc has written: each leads to a page that is there.
A path that rustdoc can't resolve is a warning only where it looks like one; the rest is written as it
stands (`$crate::Client`), and a reader finds out.

Given the folder and the crates. It also asks git for our own texts: types of other crates bring theirs
along, with paths that only those crates know.
"""

import functools
import pathlib
import re
import subprocess
import sys
import urllib.parse

folder, crates = pathlib.Path(sys.argv[1]), sys.argv[2:]
LINK = re.compile(r'<a [^>]*?href="([^"]+)"')
# Pages that texts of `http` and `tracing` name as if they stood beside ours.
THEIRS = {"struct.GetAll.html", "dispatcher"}


@functools.cache
def is_ours(path):
    return not subprocess.run(["git", "grep", "--quiet", "--fixed-strings", f"]({path}", "--", "*.rs", "*.md"]).returncode


broken = {}
for crate in crates:
    for page in sorted((folder / crate).rglob("*.html")):
        for link in set(LINK.findall(page.read_text())):
            target = urllib.parse.unquote(re.split("[?#]", link)[0])
            if re.match(r"https?:|mailto:", link) or target in THEIRS:
                continue
            if "::" in target or "$" in target:
                if is_ours(target):
                    broken.setdefault(link, page)
            elif target and not (page.parent / target).exists():
                broken.setdefault(link, page)
for link, page in sorted(broken.items()):
    print(f"{page.relative_to(folder)}: {link} leads nowhere", file=sys.stderr)
sys.exit(bool(broken))
