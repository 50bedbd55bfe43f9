"""A team's own rules: TOML files that match without Python, and Python modules."""

from __future__ import annotations

from pathlib import Path

import pytest

import layerlint
from layerlint.checks.house import spellings
from layerlint.cli import main
from layerlint.configuration.packs import pack_rule
from layerlint.configuration.problem import BadConfiguration

HEAD = 'id = "ACME1"\nname = "acme-rule"\nsummary = "not here"\n[docs]\nfix = "Do it."\nwhy = "So we agreed."\n[match]\n'
FILE = """\
FROM debian:12 AS build
RUN apt-get update && sudo -E curl -k https://a
ADD a.txt /a
FROM quay.io/acme/base
RUN <<E
wget http://b
E
COPY --from=build /a /a
FROM build
ENV PASSWORD=x
"""


def reported(folder: Path, match: str, text: str = FILE) -> list[str]:
    """The texts that a rule with this table reports."""
    (folder / "pack").mkdir(exist_ok=True)
    (folder / "pack" / "rule.toml").write_text(HEAD + match)
    (folder / "layerlint.toml").write_text('select = ["ACME1"]\nrule-paths = ["pack"]')
    (folder / "Dockerfile").write_text(text)
    found = layerlint.check_file(str(folder / "Dockerfile"))
    assert {(one.rule.id, one.message, one.help) for one in found.problems} <= {("ACME1", "not here", "Do it.")}
    return [text[slice(*one.span)] for one in found.problems]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        pytest.param('forbid-image = ["debian:*"]', ["debian:12"], id="image"),
        pytest.param('forbid-image = ["docker.io/library/*"]', ["debian:12"], id="image-in-full"),
        pytest.param('forbid-image = ["*:latest"]', ["quay.io/acme/base"], id="tag-not-written"),
        pytest.param('allow-image = ["quay.io/acme/*"]', ["debian:12"], id="allowed"),
        pytest.param('allow-image = ["debian:*", "quay.io/*"]', [], id="all-allowed"),
        pytest.param('forbid-program = ["curl", "wget"]', ["curl -k https://a", "wget http://b"], id="program"),
        pytest.param("forbid-program = ['curl']\nwith = '\\s-k\\b'", ["curl -k https://a"], id="program-with"),
        pytest.param("forbid-program = ['curl']\nwith = '--insecure'", [], id="program-without"),
        pytest.param('forbid-instruction = ["add"]', ["ADD"], id="instruction"),
        pytest.param('require-instruction = ["HEALTHCHECK", "CMD"]', ["FROM"], id="absent"),
        pytest.param('require-instruction = ["env"]', [], id="there"),
        pytest.param("forbid-text = 'http://\\S+'\ninstruction = ['RUN']", ["http://b"], id="text-in-a-heredoc"),
        pytest.param("forbid-text = 'PASSWORD'\ninstruction = ['ENV', 'ARG']", ["PASSWORD"], id="text"),
        pytest.param("require-text = '--link'\ninstruction = ['COPY']", ["COPY"], id="text-missing"),
    ],
)
def test_what_a_rule_file_matches(tmp_path: Path, match: str, expected: list[str]) -> None:
    assert reported(tmp_path, match) == expected


def test_variables_of_an_image_are_known(tmp_path: Path) -> None:
    text = "ARG TAG=12\nFROM debian:${TAG}\nFROM scratch\n"
    assert reported(tmp_path, 'forbid-image = ["debian:12"]', text) == ["debian:${TAG}"]
    assert reported(tmp_path, 'allow-image = ["debian:12"]', text) == []


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("debian", "docker.io/library/debian:latest"),
        ("acme/base:1", "docker.io/acme/base:1"),
        ("localhost/base:1", "localhost/base:1"),
        ("r.io:5000/base", "r.io:5000/base:latest"),
        ("debian@sha256:a", "docker.io/library/debian@sha256:a"),
    ],
)
def test_an_image_in_full(written: str, full: str) -> None:
    assert spellings(written)[-1] == full


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('id = "A1"', "misses name, summary, match", id="missing"),
        pytest.param(HEAD + "x = 1", "match: `x` is no setting", id="key"),
        pytest.param(HEAD, "misses match", id="empty-match"),
        pytest.param(HEAD + 'instruction = ["RUN"]', "needs exactly one of", id="only-narrowing"),
        pytest.param(HEAD + 'forbid-image = ["a"]\nallow-image = ["b"]', "needs exactly one of", id="two"),
        pytest.param(HEAD + 'forbid-image = ["a"]\nwith = "b"', "`with` belongs to forbid-program", id="narrowing-of-another"),
        pytest.param(HEAD + 'forbid-text = "a"', "`forbid-text` needs `instruction`", id="no-instruction"),
        pytest.param(HEAD + 'forbid-text = "("\ninstruction = ["RUN"]', "forbid-text: missing )", id="expression"),
        pytest.param("severity = 'bad'\n" + HEAD + 'forbid-image = ["a"]', "severity: `bad` is none of", id="severity"),
    ],
)
def test_a_wrong_rule_file_is_refused(text: str, said: str) -> None:
    from tomli import loads

    with pytest.raises(BadConfiguration, match=r"^rule\.toml: ") as caught:
        pack_rule("rule.toml", loads(text))
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[docs]", '[docs]\nurl = "http://a b"', "docs.url: an address has no blanks"),
        ('"ACME1"', '"LL901"', "ids that begin with LL are layerlint's own"),
        ('"ACME1"', '"DL3009"', "`DL3009` is taken by another rule"),
        ('"acme-rule"', '"strict"', "`strict` is taken by another rule"),
        ('"acme-rule"', '"apt-lists-left"', "`apt-lists-left` is taken by another rule"),
    ],
)
def test_ids_of_others_are_refused(tmp_path: Path, old: str, new: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rule.toml").write_text(HEAD.replace(old, new) + 'forbid-image = ["a"]')
    (tmp_path / "layerlint.toml").write_text('rule-paths = ["rule.toml"]')
    assert main(["--config", str(tmp_path / "layerlint.toml"), "."]) == 2
    assert said in capsys.readouterr().err


def test_it_is_silenced_selected_and_explained_as_any_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reported(tmp_path, 'forbid-image = ["debian:*"]', "# layerlint: file ignore[acme1] why\nFROM debian:12\n") == []
    monkeypatch.chdir(tmp_path)
    assert main(["--select", "acme-rule", "--quiet", "Dockerfile"]) == 0
    assert main(["rule", "ACME1"]) == 0
    assert "So we agreed." in capsys.readouterr().out
    assert main(["rule", "ACME1", "--format", "json"]) == 0
    assert main(["rule", "ACME1", "--isolated"]) == 2
    assert main(["rule", "ACME1", "--color", "always"]) == 0
    Path("Dockerfile").write_text("FROM debian:12\n")
    assert main(["--extend-select", "ACME1", "--quiet", "--color", "always", "Dockerfile"]) == 1


PLUGIN = """
from layerlint.problem import Finding
from layerlint.registry import Rule

def rules():
    return [Rule(id="PY1", name="py-one", category="security", severity="error", confidence="high", summary="s", check=seen, on=("RUN",),
                 options={"most": {"type": "integer", "default": 0}})]

def seen(run, facts, rule):
    if len(facts.commands(run)) > rule.option("most"):
        yield Finding(run.keyword, "too much", help="Less.")
"""


def test_a_python_module_brings_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "our_checks_of_test.py").write_text(PLUGIN)
    (tmp_path / "layerlint.toml").write_text('select = ["PY1"]\nplugins = ["our_checks_of_test"]\n[rules.PY1]\nmost = 1')
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN b\nRUN c && d\n")
    assert [found.message for found in layerlint.check_file(str(tmp_path / "Dockerfile")).problems] == ["too much"]
    assert main(["rule", "PY1", "--config", str(tmp_path / "layerlint.toml")]) == 0
    assert "PY1 py-one: s" in capsys.readouterr().out


def test_a_module_that_returns_something_else_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other_checks_of_test.py").write_text("def rules():\n    return [1]\n")
    (tmp_path / "layerlint.toml").write_text('plugins = ["other_checks_of_test"]')
    assert main(["--config", str(tmp_path / "layerlint.toml"), "."]) == 2
    assert "rules() returns something else" in capsys.readouterr().err
