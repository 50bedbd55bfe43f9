"""RUN to commands: 149 small scripts beside tree-sitter-bash, and what words, operators, places and contexts we give.

A file in shell/ begins with what is expected of it: `#= NAME` for each command in order (its first word as written),
`#~ NAME` for each that tree-sitter-bash finds where it finds others, and `#? WHY` we differ.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.shell import Command, commands, inner_script, is_sh, parse_shell
from layerlint.dockerfile.source import Fragment, Source

SCRIPTS = sorted((Path(__file__).parent / "shell").glob("*.sh"))
FIRST_WORD_NAMES = ("declaration_command", "unset_command", "test_command")  # nodes of tree-sitter-bash without a command_name
SH = ("/bin/sh", "-c")


def read(text: str) -> list[Command]:
    """The commands of a text that stands alone, at its own offsets."""
    return parse_shell(Fragment(text, [0], [0])).commands


def run(dockerfile: str, shell: tuple[str, ...] = SH) -> list[Command]:
    """The commands of the last instruction."""
    return commands(parse(Source(dockerfile.encode())).instructions[-1], shell)


def first_words(found: list[Command]) -> list[str]:
    return ["((" if c.name == "((" else c.words[0].text.replace("\\\n", "") for c in found if c.words]


def names(found: list[Command]) -> list[str]:
    return [command.name for command in found]


def header(script: Path, mark: str) -> list[str]:
    lines = script.read_bytes().decode().split("\n")
    return [line[3:] for line in lines if line.startswith(mark + " ")]


def test_there_are_a_hundred_scripts_and_more() -> None:
    assert len(SCRIPTS) >= 100


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_commands_of_the_script(script: Path) -> None:
    assert first_words(read(script.read_bytes().decode())) == header(script, "#=")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_tree_sitter_finds_the_same(script: Path) -> None:
    tree_sitter = pytest.importorskip("tree_sitter", reason="tree-sitter is not installed")
    grammar = pytest.importorskip("tree_sitter_bash", reason="tree-sitter-bash is not installed")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    tree = parser.parse(script.read_bytes()).root_node
    found, nodes = [], [tree]
    while nodes:
        node = nodes.pop()
        if node.type == "command_name":
            found.append((node.start_byte, node.text.decode()))
        elif node.type in FIRST_WORD_NAMES or (node.type == "compound_statement" and node.children[0].type == "(("):
            found.append((node.start_byte, node.children[0].type))
        nodes.extend(node.children)
    theirs = ["(error)"] if tree.has_error else [name for _, name in sorted(found)]
    assert theirs == (header(script, "#~") or header(script, "#="))
    assert bool(header(script, "#~")) == bool(header(script, "#?")), "a difference is argued, an argument has a difference"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("plain", "plain"),
        ("a=b", "a=b"),
        ("--opt='a b'c", "--opt=a bc"),
        ("''", ""),
        ('""', ""),
        ("'a\"b$c`d`\\'", 'a"b$c`d`\\'),
        ('"a\'b"', "a'b"),
        (r'"\$A \` \" \\ \n"', '$A ` " \\ \\n'),
        ('"a\\\nb"', "ab"),
        (r"a\ b\$c\\d\'", "a b$c\\d'"),
        ("a\\\nb", "ab"),
        (r"$'a\tb\n\'\x41\101\u00e9\\\q\e'", "a\tb\n'AA\u00e9\\\\q\x1b"),
        ('$"a b"', "a b"),
        ("a$", "a$"),
        ('"a$"', "a$"),
        ("$/x", "$/x"),
        ("5%$", "5%$"),
        ("*.[ch]?", "*.[ch]?"),
        ("~/x", "~/x"),
        ("{a,b}", "{a,b}"),
        ("a#b", "a#b"),
        ("a'b'\"c\"\\d$'e'", "abcde"),
        ("grüße", "grüße"),
        ("$A", None),
        ("${A}", None),
        ("a${A:-b}", None),
        ('"a $A"', None),
        ('"${A}"', None),
        ("$1", None),
        ("$?", None),
        ('"$@"', None),
        ("$((1+1))", None),
        ("`a`", None),
        ("$(a)", None),
        ('"a $(b) c"', None),
        ("<(a)", None),
        ("'open", None),
        ('"open', None),
    ],
)
def test_value_of_a_word(word: str, value: str | None) -> None:
    found = read(f"echo {word}")[0]
    assert [(w.text, w.value) for w in found.words] == [("echo", "echo"), (word, value)]
    assert found.arguments == [value]


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("ls", "ls"),
        ("\\ls", "ls"),
        ("'apt-get' x", "apt-get"),
        ("A=1 apt-get x", "apt-get"),
        ("2>f 7z x", "7z"),
        (">f cat", "cat"),
        ("{a,b}", "{a,b}"),
        ("$A x", ""),
        ("A=1", ""),
        (">f", ""),
        ("[ a ]", "["),
        ("[[ a ]]", "[["),
        ("[[ a ]", "[["),
        ("((1))", "(("),
    ],
)
def test_name(script: str, name: str) -> None:
    assert names(read(script)) == [name]


@pytest.mark.parametrize(
    ("script", "operators"),
    [
        ("a && b || c ; d | e |& f & g", ["", "&&", "||", ";", "|", "|&", "&"]),
        ("a\nb\n\n\nc", ["", "\n", "\n"]),
        ("\n# x\na", [""]),
        ("a &&\n\n b", ["", "&&"]),
        ("a; # x\n b", ["", ";"]),
        ("a | while b; do c; done && d", ["", "|", ";", "&&"]),
        ("if a; then b; else c; fi\nd", ["", ";", ";", "\n"]),
        ("a && (b; c) || d", ["", "&&", ";", "||"]),
        ("a && { b; } | c", ["", "&&", "|"]),
        ("a && ! b", ["", "&&"]),
        ("a && x $(b; c) && d", ["", "&&", "", ";", "&&"]),
        ("a && x `b; c` && d", ["", "&&", "", ";", "&&"]),
        ("case x in a) b;; c) d; e;; esac; f", ["", "", ";", ";"]),
        ("a && f() { b; }; c", ["", "&&", ";"]),
        ("((1)) && a", ["", "&&"]),
        ("a &> f && b", ["", "&&"]),
        ("a 2>&1 | b >&2", ["", "|"]),
    ],
)
def test_operators(script: str, operators: list[str]) -> None:
    assert [command.operator for command in read(script)] == operators


@pytest.mark.parametrize(
    ("script", "contexts"),
    [
        ("a; b", [(), ()]),
        ("(a); b", [("subshell",), ()]),
        ("{ a; }; b", [("group",), ()]),
        ("if a; then b; fi; c", [("if",), ("if",), ()]),
        ("for i in x; do a; done; b", [("for",), ()]),
        ("select i in x; do a; done; b", [("for",), ()]),
        ("while a; do b; done; c", [("while",), ("while",), ()]),
        ("until a; do b; done", [("until",), ("until",)]),
        ("case x in a) b;; esac; c", [("case",), ()]),
        ("f() { a; }; b", [("function", "group"), ()]),
        ("function f { a; }; b", [("function", "group"), ()]),
        ("f() a; b", [("function",), ()]),
        ("f() { a; } > x; b", [("function", "group"), ()]),
        ("f() if a; then b; fi; c", [("function", "if"), ("function", "if"), ()]),
        ("a $(b)", [(), ("substitution",)]),
        ("a `b \\`c\\``", [(), ("substitution",), ("substitution", "substitution")]),
        ('"$(a "$(b)")"', [(), ("substitution",), ("substitution", "substitution")]),
        ("a <(b) | c", [(), ("substitution",), ()]),
        ("( { a; }; b ); c", [("subshell", "group"), ("subshell",), ()]),
        ("bash <<E\na\nE\nb", [(), ("heredoc",), ()]),
        ("cat <<E\n$(a)\nE\nb", [(), ("substitution",), ()]),
        ("(if a", [("subshell", "if")]),
        ("(if a) ; b", [("subshell", "if"), ()]),
        ("while if a; done; b", [("while", "if"), ()]),
        ("for ((;;)); do a; done; b", [("for",), ()]),
        ("for ((;;)) do a; done; b", [("for",), ()]),
        ("for x do a; done; b", [("for",), ()]),
        ("a ) b", [(), ()]),
    ],
)
def test_contexts(script: str, contexts: list[tuple[str, ...]]) -> None:
    found = read(script)
    assert [command.context for command in found] == contexts
    assert [command.depth for command in found] == [len(context) for context in contexts]


@pytest.mark.parametrize(
    ("script", "redirections"),
    [
        ("a > b", [(">", None, "b")]),
        ("a>b", [(">", None, "b")]),
        ("a 2>/dev/null >>c", [(">", 2, "/dev/null"), (">>", None, "c")]),
        ("a 2>&1", [(">&", 2, "1")]),
        ("a >&2", [(">&", None, "2")]),
        ("a 3>&-", [(">&", 3, "-")]),
        ("a <b", [("<", None, "b")]),
        ("a 0<&3", [("<&", 0, "3")]),
        ("a <>b", [("<>", None, "b")]),
        ("a >|b", [(">|", None, "b")]),
        ("a &>b &>>c", [("&>", None, "b"), ("&>>", None, "c")]),
        ("a <<<'b c'", [("<<<", None, "b c")]),
        ("a <<E", [("<<", None, "E")]),
        ("a 5<<-'E'", [("<<-", 5, "E")]),
        ("a {fd}>b", [(">", None, "b")]),
        (">b a", [(">", None, "b")]),
        ('a > "$b"', [(">", None, None)]),
        ("a 2 > b", [(">", None, "b")]),
        ("a > >(b)", [(">", None, None)]),
    ],
)
def test_redirections(script: str, redirections: list[tuple[str, int | None, str | None]]) -> None:
    found = read(script)[0]
    assert [(r.operator, r.descriptor, r.target.value) for r in found.redirections] == redirections
    assert found.words[0].text == "a"


@pytest.mark.parametrize(
    ("script", "assignments", "words"),
    [
        ("A=1 B='b c' d E=2", [("A", "1"), ("B", "b c")], ["d", "E=2"]),
        ("A=", [("A", "")], []),
        ("A=$B c", [("A", None)], ["c"]),
        ("A+=b c", [("A", "b")], ["c"]),
        ("A[1]=b", [("A", "b")], []),
        ("A=(b c) d", [("A", None)], ["d"]),
        ("A=$(b c) d", [("A", None)], ["d"]),
        ("'A=1' b", [], ["'A=1'", "b"]),
        ("1A=b", [], ["1A=b"]),
        ("A=1 >f b", [("A", "1")], ["b"]),
        ("export A=1", [], ["export", "A=1"]),
    ],
)
def test_assignments(script: str, assignments: list[tuple[str, str | None]], words: list[str]) -> None:
    found = read(script)[0]
    assert [(a.name, a.value.value) for a in found.assignments] == assignments
    assert [word.text for word in found.words] == words


@pytest.mark.parametrize(
    ("script", "texts"),
    [
        ("  a b  && c # d", ["a b", "c"]),
        ("a > f 2>&1; b", ["a > f 2>&1", "b"]),
        ("A=1 a\n", ["A=1 a"]),
        ('a "$(b c)" d', ['a "$(b c)" d', "b c"]),
        ("a `b c` d", ["a `b c` d", "b c"]),
        ("( a b )", ["a b"]),
        ("[[ a && b ]] || c", ["[[ a && b ]]", "c"]),
        ("((a + b)) ; c", ["((a + b))", "c"]),
        ("a b \\\n", ["a b"]),
        ("a 'b", ["a 'b"]),
        ("a 'b ", ["a 'b "]),
        ("a b\\  && c", ["a b\\ ", "c"]),
        ("a b\\\\  ; c", ["a b\\\\", "c"]),
        ("a >  ; c", ["a >", "c"]),
        ("a \\\n# b\n  c", ["a", "c"]),
        ("a \\\n  # b\n  c", ["a", "c"]),
    ],
)
def test_text_and_span_of_a_command(script: str, texts: list[str]) -> None:
    found = read(script)
    assert [command.text for command in found] == texts
    assert [script[slice(*command.span)] for command in found] == texts


def test_spans_point_into_the_file_through_continuation_lines_and_comments() -> None:
    text = 'FROM a\nRUN apt-get update && \\\n  # why\n  apt-get install -y \\\n    "curl" `ec\\\nho x` \\\n    git\n'
    found = run(text)
    assert names(found) == ["apt-get", "apt-get", "echo"]
    assert [text[slice(*w.span)] for w in found[1].words] == ["apt-get", "install", "-y", '"curl"', "`ec\\\nho x`", "git"]
    assert [text[slice(*w.span)] for w in found[2].words] == ["ec\\\nho", "x"]
    assert found[1].span == (text.index("apt-get install"), len(text) - 1)


def test_spans_inside_backquotes_whose_backslashes_are_gone() -> None:
    text = "FROM a\nRUN x `a \\`b \\$c\\` d`\n"
    found = run(text)
    assert [[text[slice(*w.span)] for w in command.words] for command in found] == [
        ["x", "`a \\`b \\$c\\` d`"],
        ["a", "`b \\$c\\`", "d"],
        ["b", "$c"],
    ]


HEREDOC = 'FROM a\nRUN {}\nset -e\napt-get update && \\\n  rm -rf "x y"\nEOF\n'


@pytest.mark.parametrize(
    ("mark", "shell", "expected"),
    [
        ("<<EOF", SH, ["set", "apt-get", "rm"]),
        ("<<'EOF'", SH, ["set", "apt-get", "rm"]),
        ("<<-EOF", SH, ["set", "apt-get", "rm"]),
        ("--mount=type=cache,target=/x <<EOF", SH, ["set", "apt-get", "rm"]),
        ("<<EOF", ("pwsh", "-c"), []),
        ("bash <<EOF", SH, ["bash", "set", "apt-get", "rm"]),
        ("<<EOF bash -e", SH, ["bash", "set", "apt-get", "rm"]),
        ("/bin/sh -s -- x <<EOF", SH, ["/bin/sh", "set", "apt-get", "rm"]),
        ("sh -c 'cat' <<EOF", SH, ["sh"]),
        ("python3 <<EOF && x", SH, ["python3", "x"]),
        ("cat <<EOF | sh", SH, ["cat", "sh"]),
    ],
)
def test_here_document_of_a_run(mark: str, shell: tuple[str, ...], expected: list[str]) -> None:
    text = HEREDOC.format(mark)
    found = run(text, shell)
    assert names(found) == expected
    if found and found[-1].name == "rm":
        assert text[slice(*found[-1].span)] == 'rm -rf "x y"'
        assert found[-1].arguments == ["-rf", "x y"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("#!/bin/sh -e", ["a"]),
        ("#! /usr/bin/env bash", ["a"]),
        ("#!/usr/bin/env -S bash -e", ["a"]),
        ("#!/usr/bin/env python3", []),
        ("#!/usr/bin/python3", []),
    ],
)
@pytest.mark.parametrize("shell", [SH, ("pwsh", "-c")], ids=["sh", "pwsh"])
def test_first_line_of_a_here_document_names_its_interpreter(line: str, shell: tuple[str, ...], expected: list[str]) -> None:
    assert names(run(f"FROM a\nRUN <<EOF\n{line}\na\nEOF\n", shell)) == expected


def test_substitutions_of_a_here_document_that_is_only_input() -> None:
    text = "FROM a\nRUN cat <<A <<'B' && c\n`x` ${y:-$(z)} a; b\nA\n$(no)\nB\n"
    assert names(run(text)) == ["cat", "c", "x", "z"]


@pytest.mark.parametrize(
    ("dockerfile", "expected"),
    [
        ('RUN ["apt-get", "install", "a b"]', [["apt-get", "install", "a b"]]),
        ('RUN ["sh", "-c", "a && b \\"c d\\""]', [["a"], ["b", "c d"]]),
        ('CMD ["/bin/bash", "-eo", "pipefail", "-c", "a | b", "c"]', [["a"], ["b"]]),
        ('ENTRYPOINT ["bash", "script.sh", "-c"]', [["bash", "script.sh", "-c"]]),
        ('ENTRYPOINT ["python", "-c", "a; b"]', [["python", "-c", "a; b"]]),
        ('CMD ["$HOME", "*"]', [["$HOME", "*"]]),
        ("CMD []", []),
        ("CMD a; b", [["a"], ["b"]]),
        ("ENTRYPOINT exec a", [["exec", "a"]]),
        ("HEALTHCHECK --interval=5s CMD curl -f x || exit 1", [["curl", "-f", "x"], ["exit", "1"]]),
        ('HEALTHCHECK CMD ["curl", "x"]', [["curl", "x"]]),
        ("HEALTHCHECK NONE", []),
        ("ONBUILD RUN a && b", [["a"], ["b"]]),
        ("ONBUILD HEALTHCHECK CMD a", [["a"]]),
        ("ONBUILD ONBUILD RUN a", []),
        ("COPY a b", []),
        ("RUN", []),
        ("RUN --mount=type=cache,target=/x a", [["a"]]),
    ],
)
def test_commands_of_an_instruction(dockerfile: str, expected: list[list[str]]) -> None:
    found = run(f"FROM a\n{dockerfile}\n")
    assert [[word.value for word in command.words] for command in found] == expected


def test_json_words_have_the_places_of_their_strings() -> None:
    text = 'FROM a\nCMD ["sh", "-c", "a \\u0062 `c` && d"]\nCMD ["x", "y"]\n'
    script, plain = (commands(instruction) for instruction in parse(Source(text.encode())).instructions[1:])
    string = '"a \\u0062 `c` && d"'
    assert names(script) == ["a", "d", "c"]
    assert {text[slice(*word.span)] for command in script for word in command.words} == {string}
    assert {text[slice(*command.span)] for command in script} == {string}
    assert [text[slice(*word.span)] for word in plain[0].words] == ['"x"', '"y"']
    assert text[slice(*plain[0].span)] == '"x", "y"'


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        (("/bin/sh", "-c"), True),
        (("/bin/bash", "-o", "pipefail", "-c"), True),
        (("ash",), True),
        (("/usr/bin/dash", "-c"), True),
        (("zsh", "-c"), True),
        (("mksh", "-c"), True),
        (("C:\\Program Files\\Git\\bin\\BASH.EXE", "-c"), True),
        (("busybox", "sh", "-c"), True),
        (("/usr/bin/env", "bash", "-c"), True),
        (("busybox",), False),
        (("env",) * 5000, False),
        (("powershell", "-Command"), False),
        (("pwsh.exe", "-c"), False),
        (("cmd", "/S", "/C"), False),
        (("fish", "-c"), False),
        (("/usr/bin/python3", "-c"), False),
        ((), False),
        (("",), False),
    ],
)
def test_which_shells_are_of_the_sh_family(shell: tuple[str, ...], *, expected: bool) -> None:
    assert is_sh(shell) is expected
    assert bool(run("FROM a\nRUN a\n", shell)) is expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("bash -c 'a && b \"c\"'", ["a", "b"]),
        ('sh -ec "a; b $X \\"y z\\""', ["a", "b"]),
        ("bash -o pipefail -c 'a | b'", ["a", "b"]),
        ("bash --norc -lc 'a'", ["a"]),
        ("sh -c a", ["a"]),
        ("sh -c 'a'\" && b\"", ["a", "b"]),
        ('sh -c "a $(b)"', None),
        ("sh -c $A", None),
        ("sh script.sh -c 'a'", None),
        ("python -c 'a'", None),
        ("sh", None),
    ],
)
def test_inner_script(script: str, expected: list[str] | None) -> None:
    inner = inner_script(read(script)[0])
    assert (names(inner.commands) if inner else None) == expected


def test_inner_script_knows_its_places() -> None:
    text = 'bash -c "echo \\"a b\\" && ls \\$X"'
    inner = inner_script(read(text)[0])
    assert inner is not None
    assert [[text[slice(*w.span)] for w in command.words] for command in inner.commands] == [["echo", '"a b\\"'], ["ls", "$X"]]


@pytest.mark.parametrize(
    ("script", "complete"),
    [
        ("a 'b'", True),
        ("if a; then b; fi", True),
        ("f() { a; }", True),
        ("a 'b", False),
        ('a "b', False),
        ("a `b", False),
        ("a $(b", False),
        ("a ${b", False),
        ("(a", False),
        ("if a; then b", False),
        ("case a in b) c", False),
        ("for i in a; do b", False),
    ],
)
def test_complete(script: str, *, complete: bool) -> None:
    assert parse_shell(Fragment(script, [0], [0])).complete is complete


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("cat <<E && \\\n b\nE\nc", ["cat", "b", "c"]),
        ("cat <<E | \\\r\n b\r\nE\r\nc", ["cat", "b", "c"]),
        ("cat <<E && \nb\nE\nc", ["cat", "c"]),
        ("if a; then { b; } \\\n fi; c", ["a", "b", "c"]),
        ("(a) \\\n && b", ["a", "b"]),
        ("(a) # b\nc", ["a", "c"]),
    ],
)
def test_where_a_line_ends(script: str, expected: list[str]) -> None:
    assert names(read(script)) == expected


DEEP = {
    "substitutions": ("$(a ", ")"),
    "strings": ('"$(a ', ')"'),
    "parentheses": ("(", ")"),
    "spaced parentheses": ("( ", " )"),
    "arithmetic": ("$((1+", "))"),
    "braces": ("${a:-", "}"),
    "groups": ("{ ", "; }"),
    "ifs": ("if a; then ", "; fi"),
    "loops": ("while a; do ", "; done"),
    "fors": ("for a in b; do ", "; done"),
    "cases": ("case a in b) ", ";; esac"),
    "functions": ("f() { ", "; }"),
    "processes": ("a <(", ")"),
    "arrays": ("a=(", ")"),
}


@pytest.mark.parametrize("count", [3, 5_000])
@pytest.mark.parametrize("end", ["closed", "open"])
@pytest.mark.parametrize("construct", DEEP)
def test_nesting_as_deep_as_you_like(construct: str, end: str, count: int) -> None:
    opening, closing = DEEP[construct]
    inside = "1" if construct == "arithmetic" else "x"
    found = read(opening * count + inside + (closing * count + " && last" if end == "closed" else ""))
    if end == "closed":
        assert found[-1].name == "last"
        assert found[-1].operator == "&&"
        assert (found[-1].depth, found[-1].context) == (0, ())
    for command in found:
        assert len(command.context) <= min(command.depth, 100)
        assert command.span[0] <= command.span[1]
        assert command.parts


PIECES = st.sampled_from(
    [
        *"abc$`'\"\\(){}[]<>|&;#!=*?+@~- \t\r\n01",
        *("$(", "$((", "))", "${", "<(", "<<E\n", "<<'E'\n", "\nE\n", "&&", "||", ";;", "2>&1", "&>", "<<<", "$'", "[[ ", " ]]", "a=("),
        *(f" {word} " for word in "if then elif else fi for in do done while until case esac function time select sh bash".split()),
        *("f() ", "\\\n", "\\\r\n", "\\`", "ü", "\udc80"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_is_too_strange(text: str) -> None:
    for command in read(text):
        start, end = command.span
        assert 0 <= start <= end <= len(text)
        assert command.depth >= len(command.context)
        at = start
        for word in command.words:
            assert at <= word.span[0] < word.span[1] <= end
            at = word.span[0]
        for part in (*command.assignments, *command.redirections):
            assert start <= part.span[0] < part.span[1] <= end


@given(st.lists(st.sampled_from(["a b", "c 'd e'", 'f "$(g)"', "if h; then i; fi", "(j)", "k > l", "`m`"]), min_size=1, max_size=8))
def test_what_stands_before_does_not_change_what_follows(parts: list[str]) -> None:
    whole = names(read(" && ".join(parts)))
    assert whole == [name for part in parts for name in names(read(part))]
