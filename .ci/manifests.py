"""Reads `cargo metadata` and says what the manifests of the crates that are published lack.

PUBLISHED names the crates, in their order. ADDRESS, the repository's, and VERSION are those of a release
that was just made.
"""

import json
import os
import sys

published = os.environ["PUBLISHED"].split()
packages = {package["name"]: package for package in json.load(sys.stdin)["packages"]}
# Whatever it is, it is the same in all of them.
address = os.environ.get("ADDRESS") or packages[published[0]]["repository"]
version = os.environ.get("VERSION", "")
faults = []

for name in sorted(n for n, p in packages.items() if p["publish"] != []):
    if name not in published:
        faults.append(f"{name}: is neither in .ci/published nor `publish = false`")

for place, name in enumerate(published):
    package = packages[name]

    def lacks(what):
        faults.append(f"{name}: {what}")

    for key in ["description", "license", "readme", "rust_version", "documentation", "keywords", "categories"]:
        if not package[key]:
            lacks(f"no {key}")
    if package["documentation"] != f"https://docs.rs/{name}":
        lacks(f"documentation is {package['documentation']}")
    for key in ["repository", "homepage"]:
        if key == "repository" or os.environ.get("ADDRESS"):
            if package[key] != address:
                lacks(f"{key} is {package[key]!r} and not {address!r}")
        elif package[key] is None:
            lacks(f"no {key}")
    if version and package["version"] != version:
        lacks(f"version is {package['version']} and not {version}")
    for dependency in package["dependencies"]:
        # One without a version is for this repository's tests, and cargo leaves it out of the package.
        if dependency["name"] not in packages or dependency["req"] == "*":
            continue
        if dependency["name"] not in published[:place]:
            lacks(f"needs {dependency['name']}, which isn't published before it")
        if version and dependency["req"] != f"^{version}":
            lacks(f"needs {dependency['name']} {dependency['req']} and not ^{version}")

for fault in faults:
    print(fault, file=sys.stderr)
sys.exit(bool(faults))
