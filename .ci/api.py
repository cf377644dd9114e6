"""Writes what a crate's public items are, one in a line, from the JSON that rustdoc makes.

Given the JSON's path and what to leave out: paths below which nothing is listed. At the end stand the
types of other crates that signatures name, which is what a new version of one of those would break. One
that nobody meant is a fault.
"""

import json
import sys

# What this was written for. Another format can call things otherwise, so it is refused (exit code 3).
FORMAT = 57

doc = json.load(open(sys.argv[1]))
if doc["format_version"] != FORMAT:
    print(f"rustdoc's JSON has the format {doc['format_version']}, and this reads {FORMAT}", file=sys.stderr)
    sys.exit(3)
LEFT_OUT = sys.argv[2:]
index, paths = doc["index"], doc["paths"]
crates = {int(number): crate["name"] for number, crate in doc["external_crates"].items()}
# Which version of them is said by their manifests; these are the language's own.
LANGUAGE = {"std", "core", "alloc"}
# What is still 0.x, and is in our signatures all the same: a new second number of one of these is one of
# ours. Each is re-exported but for the trait, which is what there is for streams.
MEANT = {
    "futures_core": "`Stream`, which our streams are",
    "httpmock": "the mock server, re-exported in `mock`",
    "jiff": "`Timestamp`, re-exported",
    "reqwest": "what an HTTP client is built with, re-exported",
}
STEADY = {"bytes", "http", "openapiv3", "serde", "serde_core", "serde_json", "url"}
lines, foreign, met = set(), {}, {}


def args(of):
    if not of:
        return ""
    if "parenthesized" in of:
        of = of["parenthesized"]
        back = f" -> {type_(of['output'])}" if of["output"] else ""
        return f"({', '.join(map(type_, of['inputs']))}){back}"
    if "angle_bracketed" not in of:
        return "<..>"
    of = of["angle_bracketed"]
    inside = [arg if isinstance(arg, str) else next(iter(map(argument, [arg]))) for arg in of["args"]]
    for constraint in of["constraints"]:
        binding = constraint["binding"]
        if "equality" in binding:
            inside.append(f"{constraint['name']} = {argument(binding['equality'])}")
        else:
            inside.append(f"{constraint['name']}: {bounds(binding['constraint'])}")
    return f"<{', '.join(inside)}>" if inside else ""


def argument(of):
    if isinstance(of, str):
        return of
    kind, value = next(iter(of.items()))
    if kind == "type":
        return type_(value)
    return value if kind == "lifetime" else value.get("expr", "_")


def named(of):
    """A path, with its last name only: the rest is where it is imported from."""
    return of["path"].split("::")[-1] + args(of["args"])


def bounds(of):
    parts = []
    for bound in of:
        if "outlives" in bound:
            parts.append(bound["outlives"])
        elif "trait_bound" in bound:
            bound = bound["trait_bound"]
            parts.append(("?" if bound["modifier"] == "maybe" else "") + named(bound["trait"]))
        else:
            parts.append("use<..>")
    return " + ".join(parts)


def type_(of):
    if of is None:
        return "()"
    if isinstance(of, str):
        return "_"
    kind, value = next(iter(of.items()))
    if kind == "resolved_path":
        return named(value)
    if kind in ("generic", "primitive"):
        return value
    if kind == "borrowed_ref":
        lifetime = f"{value['lifetime']} " if value["lifetime"] else ""
        return f"&{lifetime}{'mut ' if value['is_mutable'] else ''}{type_(value['type'])}"
    if kind == "tuple":
        return f"({', '.join(map(type_, value))})"
    if kind == "slice":
        return f"[{type_(value)}]"
    if kind == "array":
        return f"[{type_(value['type'])}; {value['len']}]"
    if kind == "impl_trait":
        return f"impl {bounds(value)}"
    if kind == "dyn_trait":
        traits = [named(each["trait"]) for each in value["traits"]]
        return f"dyn {' + '.join(traits + ([value['lifetime']] if value['lifetime'] else []))}"
    if kind == "qualified_path":
        owner = value["trait"]
        base = type_(value["self_type"])
        return f"<{base} as {named(owner)}>::{value['name']}" if owner and owner["path"] else f"{base}::{value['name']}"
    if kind == "function_pointer":
        inputs = ", ".join(type_(each) for _, each in value["sig"]["inputs"])
        return f"fn({inputs}) -> {type_(value['sig']['output'])}"
    return kind


def generics(of):
    """Parameters and conditions; the parameters that `impl Trait` stands for are in their places."""
    params, conditions = [], []
    for param in of["params"]:
        kind, value = next(iter(param["kind"].items()))
        if kind == "type":
            if value["is_synthetic"]:
                continue
            params.append(param["name"] + (f": {bounds(value['bounds'])}" if value["bounds"] else ""))
        elif kind == "lifetime":
            params.append(param["name"])
        else:
            params.append(f"const {param['name']}: {type_(value['type'])}")
    for where in of["where_predicates"]:
        if "bound_predicate" in where:
            where = where["bound_predicate"]
            conditions.append(f"{type_(where['type'])}: {bounds(where['bounds'])}")
    return f"<{', '.join(params)}>" if params else "", f" where {', '.join(conditions)}" if conditions else ""


def function(item, value):
    params, conditions = generics(value["generics"])
    inputs = []
    for name, each in value["sig"]["inputs"]:
        shown = type_(each)
        inputs.append({"Self": "self", "&Self": "&self", "&mut Self": "&mut self"}.get(shown, f"self: {shown}")
                      if name == "self" else f"{name}: {shown}")
    output = value["sig"]["output"]
    header = "".join(f"{word} " for word in ("const", "async") if value["header"][f"is_{word}"])
    back = f" -> {type_(output)}" if output else ""
    return f"{header}fn", f"{params}({', '.join(inputs)}){back}{conditions}"


def names_foreign(node, at):
    if isinstance(node, dict):
        found = paths.get(str(node["id"])) if isinstance(node.get("id"), int) and "path" in node else None
        if found and found["crate_id"] != 0 and crates[found["crate_id"]] not in LANGUAGE:
            foreign.setdefault("::".join(found["path"]), set()).add(at)
        for value in node.values():
            names_foreign(value, at)
    elif isinstance(node, list):
        for value in node:
            names_foreign(value, at)


def hidden(item):
    return any("hidden" in str(attribute) for attribute in item["attrs"])


def listed(text, node, at):
    lines.add(text)
    names_foreign(node, at)


def is_module(number):
    return "module" in index.get(str(number), {"inner": {}})["inner"]


def leads_down(number):
    """Whether it is a module, or a `use` of one."""
    used = index.get(str(number), {"inner": {}})["inner"].get("use")
    return is_module(used["id"] if used else number)


def modules(number):
    """The modules that are reached by their own paths. Others are private, and are where a `use` has them."""
    inside = [each for each in index[str(number)]["inner"]["module"]["items"] if is_module(each)]
    return {number}.union(*map(modules, inside))


def impls(value, here):
    for number in value["impls"]:
        item = index.get(str(number))
        block = item and item["inner"]["impl"]
        if not block or block["is_synthetic"] or block["blanket_impl"] is not None:
            continue
        if block["trait"]:
            params, conditions = generics(block["generics"])
            listed(f"impl{params} {named(block['trait'])} for {here}{conditions}", [block["trait"], block["generics"]], here)
            for each in block["items"]:
                inner = index[str(each)]["inner"] if str(each) in index else {}
                if "assoc_type" in inner:
                    names_foreign(inner, here)
        else:
            for each in block["items"]:
                walk(each, here)


def walk(number, at):
    item = index.get(str(number))
    if not item or hidden(item):
        return
    kind, value = next(iter(item["inner"].items()))
    here = f"{at}::{item['name']}" if at else item["name"]
    if kind in ("module", "struct", "enum", "trait", "function", "type_alias") and met.setdefault(number, here) != here:
        lines.add(f"use {here} = {met[number]}")
        return
    if here in LEFT_OUT:
        lines.add(f"({here}: not listed)")
        return
    if item["deprecation"]:
        lines.add(f"#[deprecated] {here}")
    growing = "#[non_exhaustive] " if any("non_exhaustive" in str(each) for each in item["attrs"]) else ""
    if kind == "module":
        lines.add(f"mod {here}")
        # What a module below re-exports is listed where it is first.
        for each in sorted(value["items"], key=leads_down):
            walk(each, here)
    elif kind == "use":
        target = index.get(str(value["id"]))
        found = paths.get(str(value["id"]))
        if value["is_glob"]:
            if target and "module" in target["inner"]:
                for each in target["inner"]["module"]["items"]:
                    walk(each, at)
        elif found and found["crate_id"] != 0:
            whence = "::".join(found["path"])
            lines.add(f"use {at}::{value['name']} = {whence}")
            if crates[found["crate_id"]] not in LANGUAGE:
                foreign.setdefault(whence, set()).add(f"use {at}::{value['name']}")
        elif target and target["name"] == value["name"] and value["id"] not in MODULES:
            walk(value["id"], at)
        elif found:
            lines.add(f"use {at}::{value['name']} = {'::'.join(found['path'])}")
    elif kind in ("struct", "enum"):
        params, conditions = generics(value["generics"])
        listed(f"{growing}{kind} {here}{params}{conditions}", value["generics"], here)
        shape = value.get("kind")
        fields = value.get("variants") or []
        if isinstance(shape, dict):
            fields = (shape.get("plain") or {}).get("fields") or [each for each in shape.get("tuple") or [] if each is not None]
        for each in fields:
            walk(each, here)
        impls(value, here)
    elif kind == "variant":
        shape = value["kind"]
        inside = []
        if isinstance(shape, dict):
            inside = [each for each in shape.get("tuple") or (shape.get("struct") or {}).get("fields") or [] if each is not None]
        fields = [index[str(each)] for each in inside if str(each) in index]
        shown = [f"{each['name']}: {type_(each['inner']['struct_field'])}" for each in fields]
        listed(f"{growing}{here}" + (f" {{ {', '.join(shown)} }}" if shown else ""), [each["inner"] for each in fields], here)
    elif kind == "struct_field":
        listed(f"{here}: {type_(value)}", value, here)
    elif kind == "trait":
        params, conditions = generics(value["generics"])
        parents = f": {bounds(value['bounds'])}" if value["bounds"] else ""
        listed(f"trait {here}{params}{parents}{conditions}", [value["generics"], value["bounds"]], here)
        for each in value["items"]:
            walk(each, here)
    elif kind == "function":
        head, rest = function(item, value)
        # With a body it is provided, and a trait can get another such one without breaking anybody.
        listed(f"{head} {here}{rest}{'' if value['has_body'] else ' (required)'}", value, here)
    elif kind == "assoc_type":
        parents = f": {bounds(value['bounds'])}" if value["bounds"] else ""
        listed(f"type {here}{parents}", value, here)
    elif kind in ("constant", "static", "assoc_const"):
        listed(f"{kind.split('_')[-1]} {here}: {type_(value['type'])}", value, here)
    elif kind == "type_alias":
        params, conditions = generics(value["generics"])
        listed(f"type {here}{params} = {type_(value['type'])}{conditions}", value, here)
    else:
        lines.add(f"{kind} {here}")


MODULES = modules(doc["root"])
walk(doc["root"], "")
print("\n".join(sorted(lines)))
print("\n# Types and traits of other crates")
unmeant = False
for path, places in sorted(foreign.items()):
    crate = path.split("::")[0]
    if crate.startswith("cloudflare_"):
        continue
    print(path)
    if crate not in STEADY and crate not in MEANT:
        unmeant = True
        print(f"{sorted(places)[0]} names {path}: say in .ci/api.py that it is meant", file=sys.stderr)
sys.exit(unmeant)
