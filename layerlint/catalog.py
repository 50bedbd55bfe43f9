"""Rule files to code and pages: rules/*.toml → layerlint/_catalog.py, docs/rules/*.md and more. For developers of layerlint.

python -m layerlint.catalog                  write both anew
python -m layerlint.catalog --check          exit 1 when they are stale or a rule file is wrong
python -m layerlint.catalog new cache NAME   begin a rule file with the next free id of its family
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from pprint import pformat
from typing import Any

import tomli

from layerlint.configuration.schema import schema
from layerlint.pages import differences_page, index_page, rule_page
from layerlint.presets import is_buildkit, is_hadolint
from layerlint.problem import SEVERITIES

ROOT = Path(__file__).resolve().parent.parent
FAMILIES = ("syntax", "cache", "layer-bloat", "reproducibility", "security", "correctness", "maintainability", "shell")
CONFIDENCES = ("high", "medium", "low")
OPTION_TYPES = {"integer": int, "string": str, "boolean": bool, "list": list}
KEYS = frozenset(
    "id name category severity confidence since default summary aliases check on onbuild programs syntax docs match options bad good "
    "differs preview opinion".split()
)
NEEDED = ("id", "name", "category", "severity", "confidence", "since", "summary", "docs")
LONGEST_SUMMARY = 72

DIFFERENCE_KEYS = {"from", "side", "what", "why"}
GENERATED = (
    '"""Generated from rules/*.toml by `python -m layerlint.catalog`. Do not edit."""\n\nfrom __future__ import annotations\n\n'
    "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from typing import Any\n\n"
)

SKELETON = """\
id = "{id}"
name = "{name}"
category = "{category}"
severity = "warning"
confidence = "high"
since = "{since}"
default = false
summary = ""
aliases = []
check = "{module}.{function}"
on = "RUN"

[docs]
why = ""
fix = ""

[[bad]]
code = '''
FROM alpine:3.22
RUN true
    ^^^^
'''

[[bad]]
code = '''
'''

[[good]]
code = '''
'''

[[good]]
code = '''
'''
"""


def load(root: Path = ROOT) -> dict[Path, dict[str, Any]]:
    """Every rule file, by path, in the order of the ids."""
    return {path: tomli.loads(path.read_text("utf-8")) for path in sorted((root / "rules").glob("*.toml"))}


def complaints(root: Path = ROOT) -> Iterator[str]:
    """What is wrong with the rule files; nothing when all is well."""
    retired = _retired(root)
    seen: dict[str, str] = {}
    for path, rule in load(root).items():
        for complaint in _of_rule(path, rule, retired):
            yield f"{path.name}: {complaint}"
        for word in (rule.get("id", ""), rule.get("name", "")):
            if word in seen:
                yield f"{path.name}: `{word}` is taken by {seen[word]}"
            seen[word] = path.name


def _retired(root: Path) -> set[str]:
    file = root / "rules" / "retired.txt"
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def _of_rule(path: Path, rule: dict[str, Any], retired: set[str]) -> Iterator[str]:
    missing = [key for key in NEEDED if key not in rule]
    if missing:
        yield f"misses {', '.join(missing)}"
        return
    if unknown := sorted(set(rule) - KEYS):
        yield f"has unknown keys: {', '.join(unknown)}"
    if path.stem != f"{rule['id']}-{rule['name']}":
        yield f"the file of {rule['id']} {rule['name']} is called {rule['id']}-{rule['name']}.toml"
    if rule["id"] in retired:
        yield f"{rule['id']} is retired; ids are never used again"
    if rule["category"] not in FAMILIES or rule["id"][:3] != f"LL{FAMILIES.index(rule['category'])}":
        yield f"category `{rule['category']}` and id {rule['id']} do not belong together ({', '.join(FAMILIES)} are LL0 to LL7)"
    if rule["severity"] not in SEVERITIES or rule["confidence"] not in CONFIDENCES:
        yield "severity or confidence is not one of the known ones"
    if not 0 < len(rule["summary"]) <= LONGEST_SUMMARY or rule["summary"].endswith("."):
        yield f"the summary has {len(rule['summary'])} characters (1 to {LONGEST_SUMMARY}, no full stop)"
    if not {"why", "fix"} <= set(rule["docs"]):
        yield "[docs] needs why and fix"
    yield from _of_check(rule)
    yield from _of_differences(rule)
    yield from _of_options(rule.get("options", {}))
    yield from _of_examples(path, rule)


def _of_check(rule: dict[str, Any]) -> Iterator[str]:
    """A rule has either a check and what it looks at, or the kinds of syntax problem it speaks for."""
    if "syntax" in rule:
        if "check" in rule:
            yield "has both `check` and `syntax`"
        return
    if not rule.get("on"):
        yield "says not what it looks at (`on`)"
    if ("programs" in rule) != ("COMMAND" in _several(rule.get("on", ()))):
        yield '`on = "COMMAND"` and `programs` belong together'
    from layerlint.registry import function

    try:
        function(rule.get("check", ""))
    except (ImportError, AttributeError, ValueError) as error:
        yield f"no such check: layerlint.checks.{rule.get('check')} ({error})"


def _of_differences(rule: dict[str, Any]) -> Iterator[str]:
    """A deliberate difference names the old id, who alone speaks there, what is there, and why we are right."""
    for difference in rule.get("differs", []):
        if missing := sorted(DIFFERENCE_KEYS - set(difference)):
            yield f"a difference lacks {', '.join(missing)}"
        elif difference["from"] not in rule.get("aliases", []) or difference["side"] not in ("ours", "theirs"):
            yield "a difference is `from` one of the aliases, and its `side` is ours or theirs"
    named = {difference.get("what") for difference in rule.get("differs", [])}
    for example in [*rule.get("bad", []), *rule.get("good", [])]:
        if not set(_several(example.get("differs", ()))) <= named:
            yield f"an example differs by {example['differs']!r}, which no difference of the rule is called"


def _of_options(options: dict[str, Any]) -> Iterator[str]:
    for name, option in options.items():
        kind = OPTION_TYPES.get(option.get("type", ""))
        if kind is None:
            yield f"option {name} has no type ({', '.join(OPTION_TYPES)})"
        elif type(option.get("default")) is not kind:
            yield f"option {name} needs a default of type {option['type']}"


def _of_examples(path: Path, rule: dict[str, Any]) -> Iterator[str]:
    for key in ("bad", "good"):
        if len(rule.get(key, [])) < 2:
            yield f"has fewer than two {key} examples"
    # In a \"\"\" string TOML eats a backslash at the end of a line, and with it the line end of the example.
    parts = path.read_text("utf-8").split('"""')
    if any(line.rstrip().endswith("\\") for part in parts[1::2] for line in part.split("\n")[:-1]):
        yield "has a backslash at a line's end in a \"\"\" string; write Dockerfile text between '''"


def compiled(rules: list[dict[str, Any]]) -> str:
    """The text of layerlint/_catalog.py: the keyword arguments of `registry.Rule`, one dictionary a rule."""
    rows = "".join(f"    {_indented(pformat(_row(rule), sort_dicts=False, width=136))},\n" for rule in rules)
    return f"{GENERATED}RULES: tuple[dict[str, Any], ...] = (\n{rows})\n"


def explanations(rules: list[dict[str, Any]]) -> str:
    """The text of layerlint/_explanations.py: the keyword arguments of `registry.Explanation` by the id of the rule."""
    rows = "".join(f"    {rule['id']!r}: {_indented(pformat(_explanation(rule), sort_dicts=False, width=136))},\n" for rule in rules)
    return f"{GENERATED}EXPLANATIONS: dict[str, dict[str, Any]] = {{\n{rows}}}\n"


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")


def _row(rule: dict[str, Any]) -> dict[str, Any]:
    """One rule as `registry.Rule` takes it; what a rule file leaves out is left out here too."""
    row: dict[str, Any] = {
        key: rule[key] for key in ("id", "name", "category", "severity", "confidence", "summary", "since", "default") if key in rule
    }
    row["aliases"] = tuple(rule.get("aliases", ()))
    row |= {key: rule[key] for key in ("check", "match", "onbuild", "opinion", "options") if rule.get(key)}
    row |= {key: _several(rule[key]) for key in ("on", "programs", "syntax") if key in rule}
    return row | {"help": _one_line(rule["docs"]["fix"])}


def _explanation(rule: dict[str, Any]) -> dict[str, Any]:
    texts = {key: _one_line(rule["docs"][key]) for key in ("why", "cost") if key in rule["docs"]}
    return {**texts, **{key: tuple(example["code"] for example in rule[key]) for key in ("bad", "good")}}


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _several(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def outputs(root: Path = ROOT) -> dict[Path, str]:
    """Every generated file with the text it ought to have."""
    rules = [rule for rule in load(root).values() if all(key in rule for key in (*NEEDED, "bad", "good"))]
    pages = {root / "docs" / "rules" / f"{rule['id']}.md": rule_page(rule) for rule in rules}
    return {
        root / "layerlint" / "_catalog.py": compiled(rules),
        root / "layerlint" / "_explanations.py": explanations(rules),
        root / "docs" / "rules" / "README.md": index_page(rules),
        root / "docs" / "hadolint.md": differences_page(rules, "hadolint", is_hadolint),
        root / "docs" / "layerlint.schema.json": json.dumps(schema(rules), indent=2) + "\n",
        root / "docs" / "buildkit.md": differences_page(rules, "docker build --check", is_buildkit),
        **pages,
    }


def stale(root: Path = ROOT) -> list[Path]:
    """Generated files that differ from what the rule files say, pages of rules that are gone included."""
    wanted = outputs(root)
    gone = [path for path in (root / "docs" / "rules").glob("*.md") if path not in wanted]
    return [path for path, text in wanted.items() if not path.exists() or path.read_text("utf-8") != text] + gone


def write(root: Path = ROOT) -> None:
    """Write the generated files that are stale, and remove pages of rules that are gone."""
    wanted = outputs(root)
    for path in stale(root):
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()


def begin(category: str, name: str, root: Path = ROOT) -> Path:
    """Write the skeleton of a new rule and return its path. ValueError for an unknown family."""
    family = f"LL{FAMILIES.index(category)}"
    taken = {path.name[:5] for path in (root / "rules").glob("LL*.toml")} | _retired(root)
    number = next(number for number in range(1, 100) if f"{family}{number:02}" not in taken)
    path = root / "rules" / f"{family}{number:02}-{name}.toml"
    from layerlint import __version__

    words = {"id": path.name[:5], "name": name, "category": category, "since": __version__}
    path.write_text(SKELETON.format(**words, module=category.replace("-", "_"), function=name.replace("-", "_")), "utf-8")
    return path


def main(argv: Sequence[str] | None = None) -> int:
    """0: done or up to date; 1: stale, or a rule file is wrong; 2: usage."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["new"] and len(words) == 3 and words[1] in FAMILIES:
        print(os.path.relpath(begin(words[1], words[2])))
        return 0
    if words not in ([], ["--check"]):
        print(f"usage: python -m layerlint.catalog [--check | new {{{','.join(FAMILIES)}}} NAME]", file=sys.stderr)
        return 2
    wrong = list(complaints())
    if words:
        wrong += [f"stale: {os.path.relpath(path)} (run `python -m layerlint.catalog`)" for path in stale()]
    else:
        write()
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
