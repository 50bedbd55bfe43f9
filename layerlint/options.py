"""Words of a command line to options and operands. A table says which options there are, and what --help prints.

Not argparse: importing it and telling it twenty options takes 18 million instructions, a tenth of a whole run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

HELP_COLUMN = 30
HELP_WIDTH = 110


class Refusal(Exception):
    """The command line asks for something that cannot be done; the text is one line for standard error."""


class Option:
    """`--name` alone, or with a value: `metavar` is what the help calls it, or the choices there are, parted by bars."""

    __slots__ = ("choices", "default", "help", "metavar", "name")

    def __init__(self, name: str, metavar: str, help: str, default: str = "") -> None:
        self.name = name
        self.metavar = metavar
        self.help = help
        self.default = default
        self.choices = tuple(metavar.split("|")) if "|" in metavar else ()


class Values:
    """What was given: operands in their order, and for each option its values in their order."""

    __slots__ = ("_given", "_table", "operands")

    def __init__(self, table: dict[str, Option]) -> None:
        self.operands: list[str] = []
        self._table = table
        self._given: dict[str, list[str]] = {}

    def take(self, option: Option, value: str) -> None:
        """Note one occurrence. Raises Refusal for a value that is none of the choices."""
        if option.choices and value not in option.choices:
            raise Refusal(f"{option.name}: `{value}` is none of {', '.join(option.choices)}")
        self._given.setdefault(option.name, []).append(value)

    def flag(self, name: str) -> bool:
        """True when the option was given."""
        return name in self._given

    def text(self, name: str) -> str:
        """The last value given, or the default."""
        return self._given[name][-1] if name in self._given else self._table[name].default

    def optional(self, name: str) -> str | None:
        """The last value given, or None."""
        return self._given[name][-1] if name in self._given else None

    def several(self, name: str) -> list[str]:
        """Every value given."""
        return self._given.get(name, [])


def values(words: Sequence[str], options: Sequence[Option], later: Sequence[str] = ()) -> Values:
    """Read the words: `--name value`, `--name=value`, operands between them, only operands behind `--`.

    Raises Refusal for an option that is not in the table; one of `later` is said to come later.
    """
    table = {option.name: option for option in options}
    found = Values(table)
    rest = iter(words)
    for word in rest:
        if word == "--":
            found.operands.extend(rest)
        elif word == "-" or not word.startswith("-"):
            found.operands.append(word)
        else:
            _take(word, rest, found, table, later)
    return found


def _take(word: str, rest: Iterator[str], found: Values, table: dict[str, Option], later: Sequence[str]) -> None:
    """One option and, from the words behind it, its value."""
    name, equals, value = word.partition("=")
    option = table.get(name)
    if option is None:
        raise Refusal(f"{name} comes later; this version does not have it yet" if name in later else _unknown(name, table))
    if not option.metavar:
        if equals:
            raise Refusal(f"{name} takes no value")
        found.take(option, "")
        return
    given = value if equals else next(rest, None)
    if given is None:
        raise Refusal(f"{name} needs a value: {option.metavar}")
    found.take(option, given)


def _unknown(name: str, table: dict[str, Option]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, table, n=1)
    return f"there is no option {name}{f'; did you mean {near[0]}?' if near else '; --help lists them'}"


def help_text(usage: str, description: str, options: Sequence[Option]) -> str:
    """What --help prints."""
    from textwrap import wrap

    lines = [f"usage: {usage}", "", description, ""]
    for option in options:
        name = f"  {option.name} {option.metavar}".rstrip()
        described = f"{option.help} (default: {option.default})" if option.default else option.help
        first, *more = wrap(described, HELP_WIDTH - HELP_COLUMN)
        if len(name) >= HELP_COLUMN:
            lines.append(name)
            name = ""
        lines.append(f"{name:{HELP_COLUMN}}{first}")
        lines += [" " * HELP_COLUMN + line for line in more]
    return "\n".join(lines) + "\n"
