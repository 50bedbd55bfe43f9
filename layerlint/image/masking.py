"""The values of build arguments, taken out of CREATED BY texts: builders write them there, passwords included."""

from __future__ import annotations

import re
from collections.abc import Iterable

MASK = "***"
# `RUN |2 A=1 B=two words /bin/sh -c …` (BuildKit), without `RUN ` elsewhere. N may be wrong: buildah 1.28 counts one too many.
COUNTED = re.compile(r"(RUN (?:--\S+ )*)?\|(\d{1,6}) ")
DECLARED = re.compile(r"([^\n]{0,200}?#\(nop\) +)?ARG ")
SHELL = re.compile(r" ((?:/\S*/)?(?:ba|da|a|z|k|c|tc|fi)?sh (?:-\S+ |\w+ )*-\w*c |(?:\S*[/\\])?(?:cmd|powershell|pwsh)(?:\.exe)? )")
NAME = re.compile(r"(?:^| )([A-Za-z_]\w*)=")
COMMAND = re.compile(r" (?=[/\[])")
# What needs no ARG (Docker's documentation of predefined arguments), as the builder may list it.
PREDEFINED = frozenset("HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy ftp_proxy no_proxy all_proxy".split())


class Masking:
    """Masks the texts of one history, oldest first: the names of arguments are those that an ARG has declared before."""

    def __init__(self) -> None:
        self._names: set[str] = set(PREDEFINED)
        self._shells: list[str] = []
        self._values: dict[str, str] = {}  # BuildKit says them in the entry of the ARG

    def masked(self, text: str) -> str:
        """The text with `***` for each value of a build argument."""
        self._hear(text)
        return self._pipe(self._declaration(text))

    def _hear(self, text: str) -> None:
        _, found, words = text.partition("SHELL [")
        if found and "]" in words:
            self._shells.append(words.rpartition("]")[0])

    def _declaration(self, text: str) -> str:
        """`ARG NAME=value`, several pairs included; buildah lists all names so far."""
        match = DECLARED.match(text)
        if match is None:
            return text
        pairs = text[match.end() :]
        found = NAME.findall(pairs)
        first = re.match(r"[A-Za-z_]\w*", pairs)
        self._names |= {*found, *([first[0]] if first else [])}
        if len(found) == 1:
            self._values[found[0]] = pairs.partition("=")[2]
        if "=" not in pairs:
            self._names |= set(pairs.split())
            return text
        return f"{text[: match.end()]}{_pairs([first[0] if first else '', *found], pairs)}"

    def _pipe(self, text: str) -> str:
        match = COUNTED.match(text)
        if match is None:
            return text
        rest = text[match.end() - 1 :]
        shell = SHELL.search(rest)
        found = [name for name in NAME.finditer(rest) if shell is None or name.end() < shell.end()]
        if len(found) != int(match[2]):  # a value may hold what looks like a name; buildah counts wrong
            found = [name for name in found if name[1] in self._names]
        place = self._command(rest, found)
        masked = " ".join(f"{name[1]}={MASK}" for name in found if name.end() <= place) or MASK
        return f"{text[: match.end()]}{masked}{rest[place:]}"

    def _command(self, rest: str, names: list[re.Match[str]]) -> int:
        """Where the command begins, behind the last name. What could still be a value is taken for one."""
        begin = names[-1].end() if names else 0
        places = [rest.find(f" {shell} ", begin) for shell in self._shells]
        if shell := SHELL.search(rest, begin):
            places.append(shell.start())
        places = [place for place in places if place >= 0]
        if places:
            return min(places)
        value = self._values.get(names[-1][1]) if names else None
        if value is not None and rest.startswith(f"{value} ", begin):
            return begin + len(value)
        command = COMMAND.search(rest, begin)
        return command.start() if command else len(rest)


def _pairs(names: Iterable[str], pairs: str) -> str:
    """Every name of an ARG, those without a value as they are."""
    given = set(NAME.findall(pairs))
    return " ".join(f"{name}={MASK}" if name in given else name for name in dict.fromkeys(names) if name)
