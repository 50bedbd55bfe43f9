"""The parser beside dockerfile-parse over a corpus: python -m benchmarks.parser_witness [CORPUS_DIR]

Compared per file: the list of instructions, each with its keyword, first and last line, and the text of its arguments
with blanks folded. A difference must belong to a named class of dockerfile-parse's faults, recognised from the text
by the features below; anything else is printed as unexplained, and the script fails.
Writes parser_witness.md beside itself.
"""

from __future__ import annotations

import io
import re
import sys
from collections import Counter
from pathlib import Path

from dockerfile_parse import DockerfileParser

from benchmarks.corpus import CORPUS, corpus_files
from layerlint.dockerfile.model import Dockerfile
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source

HERE = Path(__file__).parent
Row = tuple[str, int, int, str]

# In order of precedence: the first that fits explains the file.
FAULTS = {
    "not UTF-8": "raises UnicodeDecodeError",
    "byte order mark": "the mark becomes part of the first keyword",
    "heredoc": "bodies are read as instructions",
    "blank line in a continuation": "the instruction is cut there, the rest becomes a bogus one",
    "escape directive": "is honoured where BuildKit does not, or not where it does",
    "two escape characters at a line's end": "are taken for a continuation",
    "continued at the end of the file": "the last instruction is dropped",
    "keyword alone on its line": "a keyword without arguments, or split over lines, is not read",
    "comment line in a continuation": "the comment's text or a line number differs",
    "other white space": "lines are cut at form feeds and other Unicode line ends",
}


def ours(file: Dockerfile) -> list[Row]:
    """Our instructions in the witness's terms."""
    line = file.source.line
    return [(i.name, line(i.span[0]), line(max(i.span[0], i.span[1] - 1)), folded(i.fragment.text)) for i in file.instructions]


def folded(text: str) -> str:
    """The arguments: the keyword taken off, blanks folded, what a line joint leaves behind ignored."""
    words = text.split(None, 1)
    return re.sub(r"\s+", "", words[1]) if len(words) > 1 else ""


def theirs(content: bytes) -> list[Row]:
    """What dockerfile-parse reads; its COMMENT rows are left out."""
    rows = DockerfileParser(fileobj=io.BytesIO(content)).structure
    return [
        (row["instruction"], row["startline"] + 1, row["endline"] + 1, re.sub(r"\s+", "", row["value"]))
        for row in rows
        if row["instruction"] != "COMMENT"
    ]


def fault(file: Dockerfile) -> str:
    """The class of a file on which the two disagree; empty when none is known."""
    text, escape = file.source.text, re.escape(file.escape)
    inner = [i.trigger or i for i in file.instructions]
    checks = {
        "byte order mark": file.source.bom,
        "heredoc": any(i.heredocs for i in inner),
        "blank line in a continuation": re.search(rf"{escape}[ \t]*\r?\n([ \t]*(#.*)?\r?\n)*[ \t]*\r?\n", text),
        "escape directive": "escape" in file.directives or re.search(r"(?im)^#\s*escape\s*=", text),
        "two escape characters at a line's end": re.search(r"\\\\[ \t]*\r?$", text, re.MULTILINE),
        "continued at the end of the file": re.search(rf"{escape}\s*$", text),
        "keyword alone on its line": any(not i.arguments or "\n" in text[i.keyword[0] : i.keyword[1] + 2] for i in inner),
        "comment line in a continuation": any(c for i in file.instructions for c in i.comments if c[0] > i.span[0]),
        "other white space": re.search(r"[\v\f\x1c-\x1e\x85\u2028\u2029]", text),
    }
    return next((name for name in FAULTS if checks.get(name)), "")


def judge(path: Path) -> str:
    """`same`, the name of a fault, or the first unexplained difference."""
    content = path.read_bytes()
    file = parse(Source(content))
    try:
        witness = theirs(content)
    except UnicodeDecodeError:
        return "not UTF-8"
    mine = ours(file)
    if mine == witness:
        return "same"
    difference = next((pair for pair in zip(mine, witness, strict=False) if pair[0] != pair[1]), (len(mine), len(witness)))
    return fault(file) or f"unexplained: {difference}"


def main(corpus: Path = CORPUS) -> int:
    """Compare, write the report; 1 when something is unexplained."""
    verdicts = {path.relative_to(corpus): judge(path) for path in corpus_files(corpus)}
    counts = Counter("unexplained" if v.startswith("unexplained") else v for v in verdicts.values())
    rows = [f"| {name} | {FAULTS[name]} | {counts[name]} |" for name in FAULTS if counts[name]]
    report = [
        "# The parser beside dockerfile-parse",
        "",
        "Made by `python -m benchmarks.parser_witness`: instructions, lines and arguments compared file by file.",
        "",
        f"{len(verdicts)} files: {counts['same']} read alike, {counts['unexplained']} differ without a known fault of dockerfile-parse, the rest:",
        "",
        "| difference | what dockerfile-parse 2.0.1 does there | files |",
        "|---|---|--:|",
        *rows,
    ]
    (HERE / "parser_witness.md").write_text("\n".join(report) + "\n", encoding="utf-8")
    print("\n".join(report[4:]))
    for path, verdict in verdicts.items():
        if verdict.startswith("unexplained"):
            print(path, verdict)
    return int(counts["unexplained"] > 0)


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
